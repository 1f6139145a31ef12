package io.hostmesh.contracts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A published event never changes its shape. Each type has a golden file {@code <type>.v<version>.json}; one that an
 * additive change outgrows stays beside the new one, as {@code <type>.v<version>.<what it lacks>.json}.
 */
class GoldenEventTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final Path WRITTEN = Path.of("target", "golden");

    @ParameterizedTest
    @MethodSource("examples")
    void shouldWriteExactlyTheGoldenFile(Event<?> example) throws IOException {
        Path golden = GOLDEN.resolve(fileName(example.type()));
        String written = EventJson.write(example);
        Files.createDirectories(WRITTEN);
        Files.writeString(WRITTEN.resolve(fileName(example.type())), written);

        assertTrue(Files.exists(golden), () -> "expected " + golden + "; what is written now is in " + WRITTEN);
        assertEquals(Files.readString(golden), written);
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void shouldReadEveryFileEverPublishedWithoutLoss(Path golden) throws IOException {
        String text = Files.readString(golden);
        Event<?> event = EventJson.read(text);

        String name = golden.getFileName().toString();
        assertTrue(name.startsWith(event.type().name() + ".v"), name);
        assertEquals(text, EventJson.write(event));
    }

    @Test
    void shouldHaveAnExampleOfEveryType() {
        assertEquals(
                EventTypes.all().stream().map(EventType::name).toList(),
                Examples.all().stream().map(example -> example.type().name()).toList());
    }

    @Test
    void shouldHaveAGoldenFileForEveryType() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        EventTypes.all().forEach(type -> names.add(fileName(type)));
        for (Path golden : goldenFiles()) {
            names.remove(golden.getFileName().toString());
        }
        assertEquals(List.of(), List.copyOf(names));
    }

    static List<Event<?>> examples() {
        return Examples.all();
    }

    static List<Path> goldenFiles() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.sorted().toList();
        }
    }

    private static String fileName(EventType<?> type) {
        return type.name() + ".v" + type.schemaVersion() + ".json";
    }
}
