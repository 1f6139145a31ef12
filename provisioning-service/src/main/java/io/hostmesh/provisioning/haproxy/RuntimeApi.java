package io.hostmesh.provisioning.haproxy;

import io.hostmesh.provisioning.balancer.BalancerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** The runtime API of an HAProxy on this host: one command for each connection, whose answer ends with the connection. */
final class RuntimeApi {

    private static final int BYTES = 64 * 1024;
    private static final int MOST_BYTES = 64 * 1024 * 1024;

    private final Path socket;
    private final Duration limit;

    RuntimeApi(Path socket, Duration limit) {
        this.socket = socket;
        this.limit = limit;
    }

    /**
     * What it answers, without blank ends.
     *
     * @param command one line
     * @throws BalancerException if nobody answers, or not to the end in time, or if the socket may not be told that
     */
    String ask(String command) {
        return whole(command, "\n").strip();
    }

    /** The same for a command whose answer is rows, after which there is an empty line. */
    String askForRows(String command) {
        return whole(command, "\n\n").strip();
    }

    /** HAProxy ends every answer with a newline, even one that says nothing; one that ends without was cut off. */
    private String whole(String command, String ending) {
        String answer = exchange(command);
        if (answer.startsWith("Permission denied")) {
            throw new BalancerException("expected 'level admin' for the socket " + socket
                    + " in HAProxy's configuration: it refuses '" + command + "'");
        }
        if (!answer.endsWith(ending)) {
            throw new BalancerException("expected HAProxy's whole answer to '" + command + "', but it ended after "
                    + answer.length() + " characters");
        }
        return answer;
    }

    private String exchange(String command) {
        long end = System.nanoTime() + limit.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false); // The queue of one that hangs is full soon, and would hold this thread.
            channel.connect(UnixDomainSocketAddress.of(socket));
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer question = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII));
            while (question.hasRemaining()) {
                await(selector, end, command);
                channel.write(question);
            }
            key.interestOps(SelectionKey.OP_READ);
            return read(channel, selector, end, command);
        } catch (IOException e) {
            throw new BalancerException("expected HAProxy to answer at " + socket + ": " + e.getMessage(), e);
        }
    }

    private static String read(SocketChannel channel, Selector selector, long end, String command) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        await(selector, end, command);
        while (channel.read(buffer.clear()) >= 0) {
            answer.write(buffer.array(), 0, buffer.position());
            if (answer.size() > MOST_BYTES) {
                throw new IOException("expected at most " + MOST_BYTES + " bytes for '" + command + "'");
            }
            await(selector, end, command);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static void await(Selector selector, long end, String command) throws IOException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0 || selector.select(left) == 0) {
            throw new IOException("no answer to '" + command + "' in time");
        }
        selector.selectedKeys().clear();
    }
}
