package io.hostmesh.provisioning.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps the end of a log, bounded in bytes and lines. */
final class LogTail extends ResultCallback.Adapter<Frame> {

    private static final int BYTES = 8192;

    private final int most;
    private final AtomicReference<Runnable> ended;
    private byte[] tail = new byte[0];

    /** @param ended runs once, when its stream has ended, which may be long after anybody waits for it */
    LogTail(int lines, Runnable ended) {
        this.most = lines;
        this.ended = new AtomicReference<>(ended);
    }

    @Override
    public void onComplete() {
        end();
        super.onComplete();
    }

    @Override
    public void onError(Throwable failure) {
        end();
        super.onError(failure);
    }

    void end() {
        ended.getAndSet(() -> {}).run();
    }

    @Override
    public synchronized void onNext(Frame frame) {
        add(frame.getPayload());
    }

    synchronized void add(byte[] more) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(tail.length + more.length);
        all.writeBytes(tail);
        all.writeBytes(more);
        byte[] bytes = all.toByteArray();
        int from = Math.max(0, bytes.length - BYTES);
        tail = Arrays.copyOfRange(bytes, from, bytes.length);
    }

    synchronized List<String> lines() {
        List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
        return List.copyOf(lines.subList(Math.max(0, lines.size() - most), lines.size()));
    }
}
