/// Mathematical modelling: what the four agents are, what a stage of the work is, and how a run
/// goes on from its checkpoints. The agents themselves (chat-backed, playbook) are in rooms of
/// their own.
@NullMarked
package taskloom.agents;

import org.jspecify.annotations.NullMarked;
