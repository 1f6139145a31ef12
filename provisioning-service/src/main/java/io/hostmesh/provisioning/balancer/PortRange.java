package io.hostmesh.provisioning.balancer;

import java.util.Collection;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Ports that balancers may have, both ends included. */
record PortRange(int from, int to) {

    static final int LAST = 65_535;

    /** As in {@code 7410-7499}. */
    static PortRange parse(String text) {
        if (text.matches("[0-9]{1,5}-[0-9]{1,5}")) {
            int dash = text.indexOf('-');
            PortRange range = new PortRange(
                    Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
            if (range.from >= 1 && range.from <= range.to && range.to <= LAST) {
                return range;
            }
        }
        throw new IllegalArgumentException(
                "expected hostmesh.balancing.ports to be two ports, as in 7410-7499, got " + text);
    }

    boolean contains(int port) {
        return port >= from && port <= to;
    }

    /** The first free port after that one, beginning again at the start; empty where all are taken. */
    OptionalInt free(Collection<Integer> taken, int after) {
        int size = to - from + 1;
        int begin = contains(after) ? after + 1 - from : 0;
        return IntStream.range(0, size)
                .map(step -> from + (begin + step) % size)
                .filter(port -> !taken.contains(port))
                .findFirst();
    }

    @Override
    public String toString() {
        return from + " to " + to;
    }
}
