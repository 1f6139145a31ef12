package io.hostmesh.benchmarks;

import io.hostmesh.embedded.Folders;
import io.hostmesh.embedded.ProcessCommand;
import io.hostmesh.local.client.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server that takes remote write, from Debian's package, with its defaults. */
final class WritePeer implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

    private final Process process;
    private final String path;
    private final int port;

    private WritePeer(Process process, String path, int port) {
        this.process = process;
        this.path = path;
        this.port = port;
        try {
            Waiting.until("a listening peer", STARTS_WITHIN, this::listens);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    static Optional<WritePeer> prometheus(Path folder, int port) {
        return ProcessCommand.find("prometheus").map(program -> {
            Folders.delete(folder);
            try {
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            List<String> command = List.of(
                    program.toString(),
                    "--config.file=" + folder.resolve("prometheus.yml"),
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.enable-remote-write-receiver",
                    "--web.listen-address=127.0.0.1:" + port);
            return new WritePeer(start(command, folder), "/api/v1/write", port);
        });
    }

    static Optional<WritePeer> victoriaMetrics(Path folder, int port) {
        return ProcessCommand.find("victoria-metrics").map(program -> {
            Folders.delete(folder);
            List<String> command = List.of(
                    program.toString(),
                    "-storageDataPath=" + folder.resolve("data"),
                    "-httpListenAddr=127.0.0.1:" + port);
            return new WritePeer(start(command, folder), "/api/v1/write", port);
        });
    }

    WriteSender sender(int connections) {
        return new WriteSender(port, path, "", connections);
    }

    double cpuSeconds() {
        return CpuTime.ofTree(process.pid());
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Process start(List<String> command, Path folder) {
        try {
            Files.createDirectories(folder);
            return Ending.start(new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
