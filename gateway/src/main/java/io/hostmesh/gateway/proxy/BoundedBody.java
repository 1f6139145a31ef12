package io.hostmesh.gateway.proxy;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A request's body that fails once more than a number of bytes came. What comes after that is dropped. */
final class BoundedBody implements ReadStream<Buffer> {

    private final ReadStream<Buffer> body;
    private final long maxBytes;
    private long bytes;
    private @Nullable Handler<Throwable> exceptionHandler;

    BoundedBody(ReadStream<Buffer> body, long maxBytes) {
        this.body = body;
        this.maxBytes = maxBytes;
    }

    boolean isExceeded() {
        return bytes > maxBytes;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        body.handler(handler == null ? null : buffer -> pass(buffer, handler));
        return this;
    }

    private void pass(Buffer buffer, Handler<Buffer> handler) {
        if (isExceeded()) {
            return;
        }
        bytes += buffer.length();
        if (!isExceeded()) {
            handler.handle(buffer);
        } else if (exceptionHandler != null) {
            exceptionHandler.handle(new BodyTooLargeException(maxBytes));
        }
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        body.exceptionHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        body.endHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> pause() {
        body.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        body.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        body.fetch(amount);
        return this;
    }

    /** More came than is taken. */
    static final class BodyTooLargeException extends RuntimeException {

        BodyTooLargeException(long maxBytes) {
            super("expected a body of at most " + maxBytes + " bytes", null, false, false);
        }
    }
}
