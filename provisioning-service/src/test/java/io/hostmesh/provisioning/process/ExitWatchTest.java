package io.hostmesh.provisioning.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.process.Pulse.Seen;
import io.hostmesh.teststack.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitWatchTest {

    private static final Duration NEVER = Duration.ofHours(1);

    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final CountDownLatch looking = new CountDownLatch(1);
    private final Path root;
    private final ExitWatch watch;

    ExitWatchTest(@TempDir Path root) {
        this.root = root;
        this.watch = new ExitWatch(root, new ExitWatch.Looks(NEVER, Duration.ofMillis(1)), this::machines, this::look);
    }

    @AfterEach
    void end() {
        watch.close();
    }

    /** The first look at all, after which only what is heard makes it look again. */
    private List<String> machines() {
        looking.countDown();
        return List.copyOf(seen.keySet());
    }

    private Seen look(String serverId) {
        looks.incrementAndGet();
        return seen.getOrDefault(serverId, Seen.ATTENDED);
    }

    private void listen() throws InterruptedException {
        watch.listen(told::add);
        assertTrue(looking.await(10, TimeUnit.SECONDS), "the first look");
    }

    private void make(String serverId, Seen state) throws IOException {
        seen.put(serverId, state);
        Files.createDirectory(root.resolve(serverId));
    }

    private void leaveWord(String serverId, Seen state) throws IOException {
        seen.put(serverId, state);
        Files.createFile(root.resolve(serverId).resolve("exit"));
    }

    private void assertTold(String... serverIds) throws InterruptedException {
        for (String serverId : serverIds) {
            assertEquals(serverId, told.poll(10, TimeUnit.SECONDS));
        }
        assertTrue(told.isEmpty(), told::toString);
    }

    @Test
    void shouldTellOfAnEndAsSoonAsTheWrapperLeavesWord() throws Exception {
        make("srv_before", Seen.ATTENDED);
        listen();
        leaveWord("srv_before", Seen.ENDED);
        assertTold("srv_before");
        make("srv_after", Seen.ATTENDED);
        leaveWord("srv_after", Seen.ENDED);
        assertTold("srv_after");
    }

    @Test
    void shouldTellOfWhatEndedBeforeItBegan() throws Exception {
        make("srv_over", Seen.ENDED);
        listen();
        assertTold("srv_over");
    }

    @Test
    void shouldTellOfEachRunOnce() throws Exception {
        make("srv_twice", Seen.ATTENDED);
        listen();
        leaveWord("srv_twice", Seen.ENDED);
        assertTold("srv_twice");
        watch.look("srv_twice");
        assertTold();
        watch.forget("srv_twice"); // It is switched on again, and ends before anyone looks.
        Files.delete(root.resolve("srv_twice").resolve("exit"));
        leaveWord("srv_twice", Seen.ENDED);
        assertTold("srv_twice");
    }

    @Test
    void shouldHearOfAMachineThatCameInThePlaceOfAnother() throws Exception {
        make("srv_same", Seen.ATTENDED);
        listen();
        Files.delete(root.resolve("srv_same"));
        make("srv_same", Seen.ATTENDED);
        leaveWord("srv_same", Seen.ENDED);
        assertTold("srv_same");
    }

    @Test
    void shouldKeepLookingAtAMachineWhoseWrapperIsGone() throws Exception {
        make("srv_alone", Seen.ATTENDED);
        listen();
        seen.put("srv_alone", Seen.ALONE);
        watch.look("srv_alone");
        int before = looks.get();
        Await.until("more looks", () -> looks.get() > before + 3);
        assertTold();
        seen.put("srv_alone", Seen.ENDED);
        assertTold("srv_alone");
    }

    /** As where there are no watches left, or where the directory is on a file system that tells nothing. */
    @Test
    void shouldNoticeEndsByLookingWhereThereIsNothingToListenTo() throws Exception {
        ExitWatch.Looks often = new ExitWatch.Looks(Duration.ofMillis(1), NEVER);
        seen.put("srv_unheard", Seen.ATTENDED);
        try (ExitWatch deaf = new ExitWatch(root.resolve("not-there"), often, this::machines, this::look)) {
            deaf.listen(told::add);
            Await.until("more looks", () -> looks.get() > 3);
            assertTold();
            seen.put("srv_unheard", Seen.ENDED);
            assertTold("srv_unheard");
            int before = looks.get();
            Await.until("more looks", () -> looks.get() > before + 3);
            assertTold();
        }
    }

    @Test
    void shouldNotLookAsLongAsNothingHappens() throws Exception {
        make("srv_quiet", Seen.ATTENDED);
        listen();
        Await.until("the first look", () -> looks.get() == 1);
        make("srv_other", Seen.ATTENDED);
        Await.until("a look at the other", () -> looks.get() == 2);
        leaveWord("srv_other", Seen.ENDED);
        assertTold("srv_other");
        assertEquals(3, looks.get());
    }
}
