package taskloom.model.chat;

import com.fasterxml.jackson.databind.JsonNode;

/// A function the model may ask for.
///
/// @param parameters a JSON schema of its arguments; not changed after it is handed over
public record Tool(String name, String description, JsonNode parameters) {}
