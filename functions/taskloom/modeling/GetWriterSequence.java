package taskloom.modeling;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.List;
import taskloom.agents.ModelingRequest.Template;
import taskloom.agents.PaperSection;
import taskloom.server.Answers;

/// `GET /writer_seque`: the paper's sections in their order, as an array of headings.
public final class GetWriterSequence implements Handler {
  private static final List<String> SECTIONS =
      Arrays.stream(PaperSection.values()).map(each -> each.heading(Template.CHINA)).toList();

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Answers.json(request, response, SECTIONS);
  }
}
