package io.hostmesh.local;

import io.hostmesh.local.client.Waiting;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands on the loopback interface between provisioning and an API over HTTP/1.1, and holds single calls up where it is told to:
 * before the API hears of them, or when it has done them and before that is heard of. A test can kill the caller exactly then,
 * and let a call get there that was on its way.
 */
final class CallHolder implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_BYTES = 64 * 1024;

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *([0-9]+)");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\nTransfer-Encoding: *chunked");
    private static final Pattern WEB_SOCKET = Pattern.compile("(?i)\r\nUpgrade: *websocket");
    /** By which Java's client offers to go on in HTTP/2. */
    private static final Pattern OFFER =
            Pattern.compile("(?i)\r\n(Connection: *Upgrade, *HTTP2-Settings|Upgrade: *h2c|HTTP2-Settings:[^\r]*)");

    /**
     * When a call is held up.
     *
     * @param call a regular expression of how it begins: its method, a space, its path, a line's end and its body
     * @param done whether the API has done it by then
     */
    record Moment(String call, boolean done) {

        boolean isOf(String text) {
            return Pattern.compile(call).matcher(text).lookingAt();
        }
    }

    private record Order(Moment moment, String subject) {}

    private record Held(Moment moment, String text, CountDownLatch goes, CountDownLatch answered) {}

    private final ServerSocketChannel door;
    private final SocketAddress api;
    private final UnaryOperator<String> telling;
    private final List<Order> orders = new CopyOnWriteArrayList<>();
    private final List<Held> held = new CopyOnWriteArrayList<>();

    /**
     * Begins to take calls.
     *
     * @param telling makes a text of a call's text that has the ids of what it is about in it
     */
    CallHolder(SocketAddress api, UnaryOperator<String> telling) throws IOException {
        this.api = api;
        this.telling = telling;
        this.door = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        run(this::accept);
    }

    /** Host and port where it is called instead of the API. */
    String address() {
        return "127.0.0.1:" + door.socket().getLocalPort();
    }

    /** The next such call about that subject is held up. */
    void stop(Moment moment, String subject) {
        orders.add(new Order(moment, subject));
    }

    void awaitHeld(Moment moment, String subject) {
        Waiting.until(moment + " for " + subject, PATIENCE, () -> held.stream()
                .anyMatch(each -> each.moment().equals(moment) && each.text().contains(subject)));
    }

    /** Has every call that was held up get to the API, whoever made it, and returns when the API has answered all. */
    void letGo() throws InterruptedException {
        held.forEach(each -> each.goes().countDown());
        for (Held each : held) {
            if (!each.answered().await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("expected an answer to " + each.text());
            }
        }
        held.clear();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException over) {
                        return; // One end was closed.
                    }
                },
                "call-holder");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            SocketChannel caller = door.accept();
            run(() -> new Connection(caller, SocketChannel.open(api)).passCalls());
        }
    }

    /** A caller's connection and the one that goes on from it; calls come one after the other. */
    private final class Connection {

        private final SocketChannel caller;
        private final SocketChannel called;
        private volatile Optional<Held> current = Optional.empty();

        Connection(SocketChannel caller, SocketChannel called) {
            this.caller = caller;
            this.called = called;
        }

        void passCalls() throws IOException, InterruptedException {
            run(this::passAnswers);
            InputStream in = new BufferedInputStream(new Incoming(caller));
            try (caller;
                    called) {
                for (String head = head(in); !head.isEmpty(); head = head(in)) {
                    String passed = OFFER.matcher(head).replaceAll("");
                    byte[] body = body(head, in);
                    current = hold(head, body);
                    if (current.isPresent() && !current.get().moment().done()) {
                        current.get().goes().await();
                    }
                    write(called, passed.getBytes(StandardCharsets.ISO_8859_1));
                    write(called, body);
                    if (WEB_SOCKET.matcher(head).find()) {
                        pass(in, called);
                        return;
                    }
                }
                if (current.isPresent()) {
                    current.get().answered().await(); // What hangs up on the API may be given up by it.
                }
            }
        }

        private void passAnswers() throws IOException, InterruptedException {
            ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
            try (caller;
                    called) {
                while (called.read(buffer) >= 0) {
                    Optional<Held> answered = current;
                    current = Optional.empty();
                    if (answered.isPresent()) {
                        if (answered.get().moment().done()) {
                            held.add(answered.get());
                            answered.get().goes().await();
                        }
                        answered.get().answered().countDown();
                    }
                    write(caller, buffer.flip());
                    buffer.clear();
                }
            }
        }
    }

    private Optional<Held> hold(String head, byte[] body) {
        String text = head.substring(0, head.indexOf(" HTTP/")) + "\n" + new String(body, StandardCharsets.UTF_8);
        List<Order> fitting =
                orders.stream().filter(order -> order.moment().isOf(text)).toList();
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        String told = telling.apply(text);
        Optional<Held> found = fitting.stream()
                .filter(order -> told.contains(order.subject()))
                .filter(orders::remove)
                .findFirst()
                .map(order -> new Held(order.moment(), told, new CountDownLatch(1), new CountDownLatch(1)));
        found.filter(each -> !each.moment().done()).ifPresent(held::add);
        return found;
    }

    /** With the empty line at its end, or empty where no more calls come. */
    private static String head(InputStream in) {
        StringBuilder head = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                head.append((char) next);
                if (next == '\n' && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                    return head.toString();
                }
            }
            return "";
        } catch (IOException killed) {
            return "";
        }
    }

    /** As it is, lengths of chunks included. */
    private static byte[] body(String head, InputStream in) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            return in.readNBytes(Integer.parseInt(length.group(1)));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = CHUNKED.matcher(head).find() ? 1 : 0;
        while (size > 0) {
            size = Integer.parseInt(line(in, body).strip(), 16);
            body.write(in.readNBytes(size + 2));
        }
        return body.toByteArray();
    }

    private static String line(InputStream in, ByteArrayOutputStream copy) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        copy.writeBytes((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        return line.toString();
    }

    private static void pass(InputStream in, SocketChannel to) throws IOException {
        byte[] buffer = new byte[MOST_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            write(to, ByteBuffer.wrap(buffer, 0, read));
        }
    }

    private static void write(SocketChannel to, byte[] bytes) throws IOException {
        write(to, ByteBuffer.wrap(bytes));
    }

    private static void write(SocketChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    /** A channel's own stream would not let it be written to while it is read. */
    private static final class Incoming extends InputStream {

        private final SocketChannel channel;

        Incoming(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes, offset, length));
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        held.forEach(each -> {
            each.goes().countDown();
            each.answered().countDown();
        });
    }
}
