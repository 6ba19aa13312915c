package taskloom.server.net;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Helidon's connection, which gives its place back when it ends, and whose end is told in our
/// words: Helidon's own repeat what the client sent.
record GuardedConnection(ServerConnection delegate, Peer peer, Places places)
    implements ServerConnection, InterruptableTask<Void> {
  private static final Logger LOG = Logger.getLogger(GuardedConnection.class.getName());

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      delegate.handle(limit);
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RequestException | HttpException e) {
      LOG.log(Level.FINE, "a connection ended by a refusal that could not be answered", e);
      throw new CloseConnectionException("a refusal could not be answered", e);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a connection failed", e);
      throw new CloseConnectionException("failed", e);
    } finally {
      places.leave(peer);
    }
  }

  @Override
  @Deprecated
  @SuppressWarnings({"deprecation", "removal"})
  public void handle(Semaphore permits) {
    throw new UnsupportedOperationException("Helidon gives a Limit");
  }

  @Override
  public Duration idleTime() {
    return delegate.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    delegate.close(interrupt);
  }

  @Override
  public boolean canInterrupt() {
    return delegate instanceof InterruptableTask<?> task && task.canInterrupt();
  }
}
