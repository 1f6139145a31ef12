package io.hostmesh.balancer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Spreads TCP connections over the members of groups. It takes no part in deciding which: it is told through {@link Control}, and
 * goes on with what it was told last for as long as its folder is there.
 *
 * <p>Arguments: the folder, then settings as {@code name=value}; see {@link Limits}.
 */
public final class Balancer {

    private static final int LOOK_EVERY_MILLIS = 1_000;
    private static final int TOKEN_BYTES = 32;
    private static final int ANOTHER_RUNS = 3;

    private Balancer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        Map<String, String> settings = new TreeMap<>();
        for (int index = 1; index < arguments.length; index++) {
            String[] parts = arguments[index].split("=", 2);
            settings.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        Limits limits = Limits.of(settings).within(RunFolder.mostOpenFiles());
        RunFolder run = new RunFolder(folder);
        if (!run.lock()) {
            Log.line("another balancer runs in " + folder);
            System.exit(ANOTHER_RUNS);
        }
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        EventLoop loop = new EventLoop(limits);
        Thread thread = new Thread(loop, "connections");
        thread.start();
        try (Control control = new Control(loop, token)) {
            run.announce(control.port(), token);
            Log.line("the balancer runs, with at most " + limits.connections() + " connections");
            control.serve(LOOK_EVERY_MILLIS, () -> run.isOurs() && thread.isAlive());
        } finally {
            loop.end();
            thread.join();
            if (Files.isDirectory(folder)) {
                run.forget();
            }
            Log.line("the balancer ends");
        }
    }
}
