package io.hostmesh.provisioning.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.provisioning.catalogue.Plan;
import io.hostmesh.provisioning.server.ServerProgressHandler.Finished;
import io.hostmesh.provisioning.server.ServerProgressHandler.Task;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FinishedStepsTest {

    private final List<List<String>> recorded = new ArrayList<>();
    private final Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
    private final FinishedSteps steps = new FinishedSteps(this::record, 3);

    private Uni<Void> record(List<Finished> finished) {
        recorded.add(finished.stream().map(each -> each.task().serverId()).toList());
        CompletableFuture<Void> transaction = new CompletableFuture<>();
        underWay.add(transaction);
        return Uni.createFrom().completionStage(transaction);
    }

    private CompletableFuture<Void> add(String serverId) {
        ServerDescription of = ServerDescription.first(
                serverId, "acc_1", serverId, null, "nano", "workload-1", "local", List.of(), Instant.EPOCH);
        Plan plan = new Plan("nano", 1, BigDecimal.ONE, 64);
        Task task = new Task(new Server.Building(of, Instant.EPOCH), plan, "lease", Map.of(), false);
        return steps.add(new Finished(task, null)).subscribeAsCompletionStage();
    }

    private void end(String serverId) {
        var unused = add(serverId);
    }

    @Test
    void shouldRecordOneAtOnceAndWhatEndsMeanwhileTogether() {
        CompletableFuture<Void> first = add("a");
        List.of("b", "c", "d", "e").forEach(this::end);
        assertEquals(List.of(List.of("a")), recorded);
        underWay.remove().complete(null);
        assertTrue(first.isDone());
        assertEquals(List.of(List.of("a"), List.of("b", "c", "d")), recorded);
        underWay.remove().complete(null);
        assertEquals(List.of("e"), recorded.get(2));
    }

    @Test
    void shouldNotLetOneThatCannotBeRecordedKeepOthersFromIt() {
        end("a");
        CompletableFuture<Void> poison = add("b");
        CompletableFuture<Void> other = add("c");
        underWay.remove().complete(null);
        underWay.remove().completeExceptionally(new IllegalStateException("expected b to make sense"));
        assertEquals(List.of(List.of("a"), List.of("b", "c"), List.of("b"), List.of("c")), recorded);
        underWay.remove().completeExceptionally(new IllegalStateException("expected b to make sense"));
        underWay.remove().complete(null);
        assertTrue(poison.isCompletedExceptionally());
        assertTrue(other.isDone() && !other.isCompletedExceptionally());
    }

    @Test
    void shouldGoOnAfterAFailure() {
        CompletableFuture<Void> failed = add("a");
        underWay.remove().completeExceptionally(new IllegalStateException("expected a to make sense"));
        assertTrue(failed.isCompletedExceptionally());
        end("b");
        assertEquals(List.of("b"), recorded.get(1));
    }
}
