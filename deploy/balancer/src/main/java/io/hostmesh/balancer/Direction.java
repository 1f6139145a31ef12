package io.hostmesh.balancer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What goes one way through a connection. What the receiver does not take is kept, and nothing more is read until it does; an end
 * is passed on after everything before it, while the other direction goes on.
 */
final class Direction {

    private final SocketChannel from;
    private final SocketChannel to;
    private final Buffers.Share buffers;
    private @Nullable ByteBuffer pending;
    private boolean ended;
    private boolean over;
    private boolean starved;

    Direction(SocketChannel from, SocketChannel to, Buffers.Share buffers) {
        this.from = from;
        this.to = to;
        this.buffers = buffers;
    }

    /** True if more may be read now. */
    boolean wantsToRead() {
        return !ended && !starved && pending == null;
    }

    /** True if something waits for the receiver. */
    boolean wantsToWrite() {
        return pending != null;
    }

    /** True if its end was passed on. */
    boolean over() {
        return over;
    }

    /**
     * Moves what there is, once.
     *
     * @param shared a buffer of {@link Buffers#BYTES} that is only used during the call
     * @param whenFed is run when reading can go on, if it cannot now
     * @return how many bytes were read
     */
    int read(ByteBuffer shared, Runnable whenFed) throws IOException {
        if (!buffers.available()) {
            starved = true;
            buffers.whenAvailable(() -> {
                starved = false;
                whenFed.run();
            });
            return 0;
        }
        int read = from.read(shared.clear());
        if (read < 0) {
            ended = true;
            end();
            return 0;
        }
        to.write(shared.flip());
        if (shared.hasRemaining()) {
            pending = buffers.take();
            if (pending == null) {
                throw new IllegalStateException("expected a buffer, because one was available");
            }
            pending.put(shared).flip();
        }
        return read;
    }

    /** Gives the receiver what it did not take before. */
    void write() throws IOException {
        if (pending == null) {
            return;
        }
        to.write(pending);
        if (!pending.hasRemaining()) {
            release();
            end();
        }
    }

    private void end() throws IOException {
        if (ended && !over && pending == null) {
            over = true;
            to.shutdownOutput();
        }
    }

    void release() {
        ByteBuffer held = pending;
        pending = null;
        if (held != null) {
            buffers.giveBack(held);
        }
    }
}
