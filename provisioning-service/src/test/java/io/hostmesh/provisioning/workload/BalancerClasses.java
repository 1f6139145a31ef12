package io.hostmesh.provisioning.workload;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The balancer's program for tests: the one of this source tree, without waiting for its module to be packaged. */
public final class BalancerClasses {

    private static final Path SOURCES = Path.of("..", "deploy", "balancer", "src", "main", "java");

    private BalancerClasses() {}

    /** A folder with the program's classes. */
    public static Path compile(Path target) {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            Files.createDirectories(target);
            List<String> arguments =
                    new ArrayList<>(List.of("--release", "17", "-nowarn", "-proc:none", "-d", target.toString()));
            arguments.addAll(List.of("-classpath", classPath()));
            sources.filter(source -> source.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(arguments::add);
            int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
            if (status != 0) {
                throw new IllegalStateException("expected the balancer to compile, got status " + status);
            }
            return target.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is needed to compile: annotations, wherever the test found them. */
    private static String classPath() {
        CodeSource annotations = Nullable.class.getProtectionDomain().getCodeSource();
        String all = System.getProperty("java.class.path");
        return annotations == null
                ? all
                : Path.of(URI.create(annotations.getLocation().toString())) + File.pathSeparator + all;
    }

    /**
     * Ends the balancer of that directory, which outlives provisioning, and leaves nothing of it: also those that were begun beside it
     * and have not yet found out that there is one.
     */
    public static void end(Path directory) {
        String words = "io.hostmesh.balancer.Balancer " + directory.toAbsolutePath();
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(words))
                .forEach(process -> {
                    process.destroyForcibly();
                    process.onExit().join();
                });
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The balancer's process, or empty where none runs for that directory. */
    public static java.util.Optional<Long> pid(Path directory) {
        try {
            String text = Files.readString(directory.resolve("process"));
            long pid = Long.parseLong(text.strip().split(" ", -1)[0]);
            return java.util.Optional.of(pid).filter(found -> ProcessHandle.of(found)
                    .flatMap(process -> process.info().commandLine())
                    .orElse("")
                    .contains("io.hostmesh.balancer.Balancer"));
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }
}
