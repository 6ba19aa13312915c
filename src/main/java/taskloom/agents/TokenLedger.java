package taskloom.agents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskloom.task.TokenUsage;
import taskloom.wire.Json;

/// What each agent has used. Kept in a checkpoint of its own after every answer of a model, so that
/// `/track` knows it while the task works, and a restart forgets nothing. For one thread.
public final class TokenLedger {
  /// The checkpoint's name.
  public static final String CHECKPOINT = "token_usage";

  private record Account(TokenUsage usage, BigDecimal cost) {
    static final Account EMPTY = new Account(TokenUsage.NONE, BigDecimal.ZERO);
  }

  private final Map<AgentRole, Account> accounts = new EnumMap<>(AgentRole.class);

  /// The ledger in its checkpoint; empty when there is none yet.
  public static TokenLedger of(byte @Nullable [] stored) {
    var ledger = new TokenLedger();
    if (stored != null) {
      var node = Json.trusted(stored);
      for (var role : AgentRole.values()) {
        var account = node.path(role.wireName());
        if (account.isObject()) {
          ledger.add(
              role,
              new TokenUsage(
                  account.path("prompt_tokens").asLong(),
                  account.path("completion_tokens").asLong()),
              account.path("cost").decimalValue());
        }
      }
    }
    return ledger;
  }

  void add(AgentRole role, TokenUsage usage, BigDecimal cost) {
    var before = accounts.getOrDefault(role, Account.EMPTY);
    accounts.put(role, new Account(before.usage().plus(usage), before.cost().add(cost)));
  }

  /// All agents' tokens together.
  public TokenUsage total() {
    return accounts.values().stream().map(Account::usage).reduce(TokenUsage.NONE, TokenUsage::plus);
  }

  /// All agents' costs together.
  public BigDecimal totalCost() {
    return accounts.values().stream().map(Account::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /// `token_usage` of `/track`: an entry for each agent that has used any.
  public ObjectNode toJson() {
    var node = JsonNodeFactory.instance.objectNode();
    accounts.forEach((role, account) ->
        node.putObject(role.wireName())
            .put("prompt_tokens", account.usage().promptTokens())
            .put("completion_tokens", account.usage().completionTokens())
            .put("total_tokens", account.usage().totalTokens())
            .put("cost", account.cost()));
    return node;
  }

  byte[] toBytes() {
    return Json.bytes(toJson());
  }
}
