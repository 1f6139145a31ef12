package io.hostmesh.local;

import io.hostmesh.embedded.StartupException;
import io.hostmesh.local.client.ApiException;
import io.hostmesh.local.demo.Demo;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;

/** The program behind {@code ./hostmesh}. */
public final class Launcher {

    private static final int FAILED = 1;
    private static final int NOT_UP = 3;

    private final Mesh mesh;
    private final Progress out;

    private Launcher(Mesh mesh, Progress out) {
        this.mesh = mesh;
        this.out = out;
    }

    public static void main(String[] arguments) {
        PrintStream terminal = System.out;
        int status;
        try {
            Mesh mesh = Mesh.at(Settings.of(System.getenv()));
            status = new Launcher(mesh, terminal::println).run(arguments.length == 0 ? "" : arguments[0]);
        } catch (LauncherException
                | StartupException
                | UncheckedIOException
                | IllegalStateException
                | ApiException failed) {
            System.err.println("hostmesh: " + failed.getMessage());
            status = FAILED;
        }
        terminal.flush();
        System.exit(status);
    }

    private int run(String command) {
        return switch (command) {
            case "up" -> up();
            case "down" -> down();
            case "demo" -> demo();
            case "status" -> new Status(mesh, Clock.systemUTC()).print(out) ? 0 : NOT_UP;
            default -> throw new LauncherException("unknown command '" + command + "'");
        };
    }

    private int up() {
        long begin = System.nanoTime();
        out.say("starting Hostmesh, data in " + mesh.settings().home());
        List<Component> started = mesh.up(out);
        if (started.isEmpty()) {
            out.say("Hostmesh already runs");
        } else {
            out.say("Hostmesh is up after " + Progress.seconds(Progress.since(begin)));
        }
        explain();
        return 0;
    }

    private void explain() {
        String address = mesh.settings().gateway().toString();
        String keyFile = mesh.settings().home().resolve("secrets/admin.key").toString();
        out.say("");
        out.say("  gateway    " + address + "/v1   (OpenAPI: " + address + "/openapi.json)");
        out.say("  admin key  " + mesh.secrets().adminKey());
        out.say("");
        out.say("try next");
        out.say("  ./hostmesh demo       the whole loop in about a minute");
        out.say("  ./hostmesh status     what runs");
        out.say("  curl -s -H \"Authorization: Bearer $(cat " + keyFile + ")\" " + address + "/v1/plans");
    }

    private int demo() {
        long begin = System.nanoTime();
        if (!mesh.up(out).isEmpty()) {
            out.say("Hostmesh is up after " + Progress.seconds(Progress.since(begin)));
        }
        Demo.run(mesh, out);
        out.say("");
        out.say("that was Hostmesh, after " + Progress.seconds(Progress.since(begin))
                + "; it still runs: ./hostmesh down ends it");
        return 0;
    }

    private int down() {
        out.say("ending Hostmesh, data in " + mesh.settings().home());
        int ended = mesh.down(out);
        out.say(ended == 0 ? "nothing ran" : "Hostmesh is down, its data is kept");
        return 0;
    }
}
