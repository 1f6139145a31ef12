package io.hostmesh.provisioning.embedded;

import io.hostmesh.provisioning.balancer.BalancerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One request to a balancer's process, and its answer: lines of words, the last one a point. */
final class ControlRequest {

    private static final int CONNECT_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 5_000;
    private static final int MOST_LINES = 100_000;

    private ControlRequest() {}

    /** The process answered that it cannot. */
    static final class RefusedException extends BalancerException {

        private static final long serialVersionUID = 1;

        private final String kind;

        RefusedException(String kind, String message) {
            super(message);
            this.kind = kind;
        }

        String kind() {
            return kind;
        }
    }

    /**
     * The answer's lines without the first, which is {@code ok}, and the last.
     *
     * @throws IOException if nobody answers, or not to the end
     */
    static List<String> send(RunningProcess process, List<String> lines) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), process.controlPort()), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            String text = process.token() + "\n" + String.join("\n", lines) + "\n.\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            List<String> answer =
                    read(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
            if (answer.isEmpty() || !answer.get(0).equals("ok")) {
                String[] words = (answer.isEmpty() ? "error failed nothing" : answer.get(0)).split(" ", 3);
                throw new RefusedException(
                        words.length > 1 ? words[1] : "failed",
                        "the balancer refused: " + (words.length > 2 ? words[2] : String.join(" ", words)));
            }
            return answer.subList(1, answer.size());
        }
    }

    private static List<String> read(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null || lines.size() >= MOST_LINES) {
                throw new IOException("expected an answer that ends with a point, got " + lines.size() + " lines");
            }
            lines.add(line);
        }
        return lines;
    }
}
