package taskloom.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import taskloom.model.chat.AnswerStream.TooLargeException;

/// Puts function calls together from the pieces of a stream. By the protocol pieces of one call
/// share an `index`; servers also leave the index out, give every call the same one, repeat the
/// name or the id with every piece, or send new ids all the time. One thread.
final class CallsBuilder {
  private static final int MAX_CALLS = 128;

  private final List<Call> calls = new ArrayList<>();
  private final Map<Integer, Call> byIndex = new HashMap<>();

  /// Takes one element of `tool_calls`.
  ///
  /// @param whole whether it is a whole call and no piece of one
  /// @return the characters it added
  int take(JsonNode node, boolean whole) throws TooLargeException {
    var id = text(node.path("id"));
    // The protocol's first form of a call, and some servers, leave the wrapping out.
    var function = node.path("function").isObject() ? node.path("function") : node;
    var name = text(function.path("name"));
    var arguments = function.path("arguments");
    var piece = arguments.isContainerNode() ? arguments.toString() : text(arguments);
    var index = index(node.path("index"));
    var known = whole ? null : known(index, id);
    if (known != null && known.repeatedBy(id, piece)) {
      return 0;
    }
    var call = known == null || known.endedBefore(id, name, piece) ? begun(index) : known;
    int size = piece.length();
    call.arguments.append(piece);
    if (call.id.isEmpty()) {
      call.id = id;
      size += id.length();
    }
    if (call.name.isEmpty()) {
      call.name = name;
      size += name.length();
    }
    return size + call.collect(node);
  }

  List<ToolCall> whole() {
    var used = new HashSet<String>();
    var all = new ArrayList<ToolCall>();
    for (var call : calls) {
      var id = call.id.isEmpty() ? "call_" + all.size() : call.id;
      // A result names its call, so two calls cannot share an id.
      for (int n = all.size(); !used.add(id); n++) {
        id = call.id + "_" + n;
      }
      all.add(new ToolCall(id, call.name, call.arguments.toString(), call.more));
    }
    return all;
  }

  private static @Nullable Integer index(JsonNode node) {
    boolean number = node.canConvertToInt() || (node.isTextual() && node.asInt(-1) >= 0);
    return number ? node.asInt() : null;
  }

  private @Nullable Call known(@Nullable Integer index, String id) {
    if (index != null) {
      return byIndex.get(index);
    }
    for (var call : calls) {
      if (!id.isEmpty() && call.id.equals(id)) {
        return call;
      }
    }
    return calls.isEmpty() ? null : calls.getLast();
  }

  private Call begun(@Nullable Integer index) throws TooLargeException {
    if (calls.size() == MAX_CALLS) {
      throw new TooLargeException();
    }
    var call = new Call();
    calls.add(call);
    if (index != null) {
      byIndex.put(index, call);
    }
    return call;
  }

  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  private static final class Call {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
    private final ObjectNode more = Returned.none();

    /// Whether a piece says all of this call once more, as some servers do at the end.
    boolean repeatedBy(String otherId, String piece) {
      return !piece.isEmpty()
          && !id.isEmpty()
          && id.equals(otherId)
          && piece.contentEquals(arguments)
          && ToolArguments.whole(piece);
    }

    /// Whether a piece begins another call, although it came under this one's index or under none.
    boolean endedBefore(String otherId, String otherName, String piece) {
      if (id.equals(otherId) && !id.isEmpty()) {
        return false;
      }
      boolean begins = !otherName.isEmpty() || (!otherId.isEmpty() && piece.startsWith("{"));
      if (!begins || name.isEmpty()) {
        return false;
      }
      boolean otherCall =
          !otherName.isEmpty()
              && (!otherName.equals(name) || (!otherId.isEmpty() && arguments.isEmpty()));
      return otherCall || ToolArguments.whole(arguments);
    }

    int collect(JsonNode node) {
      int size = Returned.collect(node, more);
      if (node.path("function").isObject()) {
        var within = Returned.none();
        size += Returned.collect(node.path("function"), within);
        if (!within.isEmpty()) {
          more.withObject("/function").setAll(within);
        }
      }
      return size;
    }
  }
}
