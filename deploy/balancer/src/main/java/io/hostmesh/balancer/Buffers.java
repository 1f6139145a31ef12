package io.hostmesh.balancer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for what a receiver did not take at once: a bounded number, made when they are first needed and used again. A connection
 * that nothing waits on has none. Only for the thread of the event loop.
 */
final class Buffers {

    static final int BYTES = 16 * 1024;

    private final int most;
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int made;

    Buffers(int most) {
        this.most = most;
    }

    boolean available() {
        return !free.isEmpty() || made < most;
    }

    /** An empty buffer, or null where the bound is reached. */
    @Nullable
    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        if (buffer == null && made < most) {
            buffer = ByteBuffer.allocateDirect(BYTES);
            made++;
        }
        return buffer;
    }

    void giveBack(ByteBuffer buffer) {
        free.push(buffer.clear());
        for (int count = waiting.size(); count > 0; count--) {
            waiting.remove().run();
        }
    }

    /** Runs that once, when there may be a buffer again. */
    void whenAvailable(Runnable then) {
        waiting.add(then);
    }
}
