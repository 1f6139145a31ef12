package io.hostmesh.provisioning.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an HAProxy was told, and what it answered to the last newline. Files of the golden ones were written by HAProxy 2.6.12: each
 * command is a line after {@code > }, and what follows up to the next one is its answer.
 */
record Transcript(List<Exchange> exchanges) {

    /** A command without its end of line, and the bytes of its answer as text. */
    record Exchange(String command, String answer) {}

    static Transcript golden(String name) {
        try {
            String text = Files.readString(Path.of("src/test/resources/golden/haproxy", name + ".txt"));
            List<Exchange> exchanges = new ArrayList<>();
            for (String part : ("\n" + text).split("\n> ", -1)) {
                int end = part.indexOf('\n');
                if (end > 0) {
                    exchanges.add(new Exchange(part.substring(0, end), part.substring(end + 1) + "\n"));
                }
            }
            return new Transcript(exchanges);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Transcript of(String command, String answer) {
        return new Transcript(List.of(new Exchange(command, answer)));
    }

    /** The first so many exchanges of this one. */
    Transcript first(int count) {
        return new Transcript(exchanges.subList(0, count));
    }

    Transcript then(Transcript next) {
        List<Exchange> all = new ArrayList<>(exchanges);
        all.addAll(next.exchanges());
        return new Transcript(List.copyOf(all));
    }

    Transcript then(String command, String answer) {
        return then(of(command, answer));
    }

    List<String> commands() {
        return exchanges.stream().map(Exchange::command).toList();
    }

    byte[] answer(int index) {
        return exchanges.get(index).answer().getBytes(StandardCharsets.UTF_8);
    }
}
