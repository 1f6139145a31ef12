package io.hostmesh.balancer;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** What the balancer can be asked. */
sealed interface Request {

    record Apply(FrontendSpec spec) implements Request {}

    record Observe() implements Request {}

    record Remove(String groupId) implements Request {}

    /** End the process, which has no group any more. */
    record End() implements Request {}

    static Request parse(List<String> lines) {
        String[] words = lines.isEmpty() ? new String[] {""} : lines.get(0).split(" ", -1);
        if (words[0].equals("apply") && words.length == 5) {
            List<BackendSpec> backends = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                backends.add(backend(line));
            }
            int port = port(words[3]);
            return new Apply(new FrontendSpec(
                    words[1], words[2], port, address(words[2], port), number(words[4], 65_535), backends));
        }
        if (words[0].equals("observe") && words.length == 1) {
            return new Observe();
        }
        if (words[0].equals("remove") && words.length == 2) {
            return new Remove(words[1]);
        }
        if (words[0].equals("end") && words.length == 1) {
            return new End();
        }
        throw new IllegalArgumentException(
                "expected 'apply <group> <host> <port> <backlog>', 'observe', 'remove <group>' or 'end', got '"
                        + String.join(" ", words) + "'");
    }

    private static BackendSpec backend(String line) {
        String[] words = line.split(" ", -1);
        int colon = words.length == 4 ? words[2].lastIndexOf(':') : -1;
        if (colon < 1 || !words[0].equals("backend") || !(words[3].equals("ready") || words[3].equals("draining"))) {
            throw new IllegalArgumentException(
                    "expected 'backend <server> <host:port> ready|draining', got '" + line + "'");
        }
        InetSocketAddress target = address(words[2].substring(0, colon), port(words[2].substring(colon + 1)));
        return new BackendSpec(words[1], words[2], target, words[3].equals("draining"));
    }

    private static InetSocketAddress address(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("expected a host that is known, got '" + host + "'");
        }
        return address;
    }

    private static int port(String text) {
        return number(text, 65_535);
    }

    private static int number(String text, int most) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException("expected a number from 1 to " + most + ", got '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
