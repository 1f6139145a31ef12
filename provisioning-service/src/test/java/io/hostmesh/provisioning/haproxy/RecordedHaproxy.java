package io.hostmesh.provisioning.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens at a Unix socket, answers one command for each connection as a transcript says, and keeps what it was asked. */
final class RecordedHaproxy implements AutoCloseable {

    private final ServerSocketChannel listening;
    private final Transcript transcript;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Thread answering;

    RecordedHaproxy(Path socket, Transcript transcript) {
        this.transcript = transcript;
        try {
            listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listening.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answering = new Thread(this::answer, "recorded-haproxy");
        answering.setDaemon(true);
        answering.start();
    }

    private void answer() {
        try {
            while (true) {
                try (SocketChannel connection = listening.accept();
                        Scanner lines = new Scanner(Channels.newInputStream(connection), "UTF-8")) {
                    String command = lines.nextLine();
                    int index = asked.size();
                    asked.add(command);
                    boolean expected = index < transcript.exchanges().size()
                            && transcript.commands().get(index).equals(command);
                    ByteBuffer answer = ByteBuffer.wrap(expected ? transcript.answer(index) : new byte[0]);
                    while (answer.hasRemaining()) {
                        connection.write(answer);
                    }
                }
            }
        } catch (IOException ended) {
            // It was closed by the test.
        }
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        try {
            listening.close();
            answering.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
