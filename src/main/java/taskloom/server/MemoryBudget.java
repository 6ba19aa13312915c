package taskloom.server;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import taskloom.task.ErrorCode;
import taskloom.task.Refusal;

/// How much of the heap peers may make the server hold: bodies being read, unfinished messages,
/// answers nobody reads. One bound for each owner and one for all, both well below the heap, so
/// that whoever sends too much is refused before the process runs out. Safe from any thread,
/// lock-free where bytes are counted.
///
/// What is counted are the bytes as they came or go; what is made of them (text, trees) is a small
/// multiple, and the bounds leave room for it.
public final class MemoryBudget {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final long total;
  private final long perOwner;
  private final AtomicLong used = new AtomicLong();
  private final ConcurrentHashMap<String, Account> accounts = new ConcurrentHashMap<>();

  /// What one owner holds, kept while it has a lease.
  private static final class Account {
    private final AtomicLong used = new AtomicLong();
    private int leases;
  }

  /// @param total bytes of all owners together
  /// @param perOwner bytes of one
  public MemoryBudget(long total, long perOwner) {
    this.total = total;
    this.perOwner = perOwner;
  }

  /// A quarter of the largest heap for all, half of that for one owner.
  public static MemoryBudget ofHeap() {
    var total = Runtime.getRuntime().maxMemory() / 4;
    return new MemoryBudget(total, total / 2);
  }

  /// Whom a peer without a key, or before its key is known, is counted as.
  ///
  /// @param address without its port
  public static String peer(String address) {
    // No owner's name begins so.
    return "@" + address;
  }

  /// A lease that holds nothing yet, to [Lease#add] to.
  public Lease open(String owner) {
    var account =
        accounts.compute(
            owner,
            (_, known) -> {
              var kept = known == null ? new Account() : known;
              kept.leases++;
              return kept;
            });
    return new Lease(owner, account);
  }

  /// A lease of so many bytes.
  ///
  /// @throws Refusal `UNAVAILABLE`, when they would pass the owner's bound or that of all
  public Lease reserve(String owner, long bytes) {
    var lease = open(owner);
    try {
      lease.add(bytes);
      return lease;
    } catch (Refusal refusal) {
      lease.close();
      throw refusal;
    }
  }

  /// How many bytes are held now.
  public long used() {
    return used.get();
  }

  /// Whether there is so much left that what is merely useful may be held.
  public boolean hasRoom() {
    return used.get() < total / 4;
  }

  private static boolean take(AtomicLong counter, long bytes, long bound) {
    if (counter.addAndGet(bytes) <= bound) {
      return true;
    }
    counter.addAndGet(-bytes);
    return false;
  }

  private static Refusal refusal(String chinese, String english) {
    return Refusal.inBoth(ErrorCode.UNAVAILABLE, chinese, english, RETRY_AFTER);
  }

  /// Bytes held by one body, message or answer. For one thread at a time; close it when they are
  /// let go of.
  public final class Lease implements AutoCloseable {
    private final String owner;
    private @Nullable Account account;
    private long bytes;

    private Lease(String owner, Account account) {
      this.owner = owner;
      this.account = account;
    }

    /// How many bytes it holds.
    public long bytes() {
      return bytes;
    }

    /// Holds `more` bytes beside those it has.
    ///
    /// @throws Refusal `UNAVAILABLE`, when they would pass a bound; the lease stays as it was
    public void add(long more) {
      var held = account;
      if (held == null) {
        throw new IllegalStateException("the lease is closed");
      }
      if (!take(held.used, more, perOwner)) {
        throw refusal(
            "您未完成的请求和未读取的答复过多，请稍后再试",
            "You have too much under way at once: finish or read some of it first");
      }
      if (!take(used, more, total)) {
        held.used.addAndGet(-more);
        throw refusal("服务器正忙，请稍后再试", "The server has as much under way as it can hold; try again");
      }
      bytes += more;
    }

    /// Lets go of all; harmless when repeated.
    @Override
    public void close() {
      var held = account;
      if (held == null) {
        return;
      }
      account = null;
      used.addAndGet(-bytes);
      held.used.addAndGet(-bytes);
      bytes = 0;
      accounts.compute(owner, (_, _) -> --held.leases == 0 ? null : held);
    }
  }
}
