package io.hostmesh.provisioning.workload;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** What a machine runs in tests: answers, or behaves badly as {@code STAND_IN} in its environment says. */
public final class StandInWorkload {

    private static final int MUCH = 512 * 1024 * 1024;
    private static final int PAGE = 4096;

    private StandInWorkload() {}

    public static void main(String[] arguments) throws IOException {
        String behaviour = System.getenv().getOrDefault("STAND_IN", "");
        System.out.println("stand-in of " + System.getenv("HOSTMESH_SERVER_ID") + " begins");
        if (behaviour.equals("dies")) {
            System.out.println("stand-in dies");
            System.exit(7);
        }
        if (behaviour.equals("stubborn")) {
            Runtime.getRuntime().addShutdownHook(new Thread(StandInWorkload::hang));
        }
        if (behaviour.equals("hungry")) {
            takeMemory();
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String id = System.getenv().getOrDefault("HOSTMESH_SERVER_ID", "unknown");
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Served-By", id);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/received", exchange -> {
            byte[] received = (System.getenv("HOSTMESH_SSH_KEYS") + "\n" + System.getenv("HOSTMESH_USER_DATA"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, received.length);
            exchange.getResponseBody().write(received);
            exchange.close();
        });
        server.setExecutor(Executors.newCachedThreadPool()); // A request that is begun holds no other up.
        server.start();
        Path port = Path.of(System.getenv("HOSTMESH_PORT_FILE"));
        Path prepared = port.resolveSibling("port.new");
        Files.writeString(prepared, Integer.toString(server.getAddress().getPort()));
        Files.move(prepared, port, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Outside of the heap, which is bounded by itself. */
    private static void takeMemory() throws IOException {
        Path file = Files.createTempFile("stand-in", ".hungry");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            Files.delete(file);
            sparse.setLength(MUCH);
            MappedByteBuffer memory = sparse.getChannel().map(FileChannel.MapMode.PRIVATE, 0, MUCH);
            for (int place = 0; place < MUCH; place += PAGE) {
                memory.put(place, (byte) 1);
            }
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
