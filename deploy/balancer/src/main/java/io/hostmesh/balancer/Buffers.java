package io.hostmesh.balancer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for what a receiver did not take at once: a bounded number, made when they are first needed and used again. A connection
 * that nothing waits on has none. Each group takes them from a share of its own, so that the slow receivers of one leave some to the
 * others. Only for the thread of the event loop.
 */
final class Buffers {

    static final int BYTES = 16 * 1024;

    private final int most;
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    /** Those that a connection of theirs waits in. */
    private final Set<Share> waiting = new LinkedHashSet<>();

    private int taken;

    Buffers(int most) {
        this.most = most;
    }

    Share share() {
        return new Share();
    }

    int left() {
        return most - taken;
    }

    /**
     * What one group has of them: less than are left. However many groups take all that they can get, each has as many as the
     * others, and there are as many again for one that comes later (dynamic thresholds of Choudhury and Hahne, 1998, with a factor
     * of 1).
     */
    final class Share {

        private final Deque<Runnable> connections = new ArrayDeque<>();
        private int held;

        boolean available() {
            return held < left();
        }

        /** An empty buffer, or null where none is available. */
        @Nullable
        ByteBuffer take() {
            if (!available()) {
                return null;
            }
            held++;
            taken++;
            ByteBuffer buffer = free.poll();
            return buffer == null ? ByteBuffer.allocateDirect(BYTES) : buffer;
        }

        void giveBack(ByteBuffer buffer) {
            held--;
            taken--;
            free.push(buffer.clear());
            List.copyOf(waiting).forEach(Share::goOn);
        }

        /** Runs that once, when there may be a buffer again. */
        void whenAvailable(Runnable then) {
            connections.add(then);
            waiting.add(this);
        }

        private void goOn() {
            if (available()) {
                waiting.remove(this);
                for (int count = connections.size(); count > 0; count--) {
                    connections.remove().run();
                }
            }
        }
    }
}
