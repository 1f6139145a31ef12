package io.hostmesh.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.embedded.Folders;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The end of a service's log, as a person wants to read it. */
final class LogTail {

    private static final int LOOKED_AT = 60;
    private static final int SHOWN = 6;
    private static final int MOST_CHARACTERS = 300;
    private static final Set<String> BAD_LEVELS = Set.of("ERROR", "FATAL", "SEVERE");
    private static final ObjectMapper JSON = new ObjectMapper();

    private LogTail() {}

    /** The newest errors, or where there are none the newest lines. */
    static List<String> mostTelling(Path log) {
        List<String> lines = Folders.lastLines(log, LOOKED_AT);
        List<String> errors = lines.stream()
                .filter(line -> BAD_LEVELS.contains(parsed(line).path("level").asText()))
                .toList();
        List<String> chosen = errors.isEmpty() ? lines : errors;
        return chosen.subList(Math.max(0, chosen.size() - SHOWN), chosen.size()).stream()
                .map(LogTail::readable)
                .toList();
    }

    /** A JSON log line as level, message and the exception's first lines. */
    private static String readable(String line) {
        JsonNode json = parsed(line);
        String text = line;
        if (json.has("message")) {
            JsonNode exception = json.path("exception");
            String because = exception.has("message")
                    ? ": " + exception.path("message").asText()
                    : json.has("stackTrace")
                            ? ": " + firstLine(json.path("stackTrace").asText())
                            : "";
            text = json.path("level").asText() + " " + json.path("message").asText() + because;
        }
        text = text.replaceAll("\\s+", " ");
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }

    private static String firstLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }

    private static JsonNode parsed(String line) {
        try {
            return line.startsWith("{") ? JSON.readTree(line) : JSON.createObjectNode();
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }
}
