/// What operators and monitors ask: status, statistics, health, metrics, and the description of all
/// routes. One function per route.
@NullMarked
package taskloom.service;

import org.jspecify.annotations.NullMarked;
