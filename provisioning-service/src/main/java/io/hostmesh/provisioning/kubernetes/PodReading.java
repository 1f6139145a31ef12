package io.hostmesh.provisioning.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a Pod's status says about the machine. */
final class PodReading {

    /** Times of nodes and of the API server are not the same to the second. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");
    private static final Set<String> ON_ITS_WAY = Set.of("ContainerCreating", "PodInitializing");
    private static final Set<String> ORDINARY_ENDS = Set.of("Error", "Completed");
    private static final Set<String> NODE_LOST = Set.of("DeletionByTaintManager", "DeletionByPodGC");
    private static final Set<String> MOVED_IN_GOOD_ORDER = Set.of("EvictionByEvictionAPI", "PreemptionByScheduler");

    /** What the kubelet writes when its node shuts down, and when it makes room for a Pod of the system. */
    private static final Set<String> ENDED_BY_NODE = Set.of("Terminated", "Shutdown", "NodeShutdown", "Preempting");

    static final String WORDS = "kubernetes: ";
    private static final String STATUS_UNKNOWN = "ContainerStatusUnknown";

    private final Pod pod;

    PodReading(Pod pod) {
        this.pod = pod;
    }

    /** Whether somebody asked for its deletion. */
    boolean deleting() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    boolean keepsEvidence() {
        List<String> finalizers = pod.getMetadata().getFinalizers();
        return finalizers != null && finalizers.contains(Tags.FINALIZER);
    }

    Optional<Instant> createdAt() {
        return time(pod.getMetadata().getCreationTimestamp());
    }

    /** Since when its workload takes connections, in whole seconds, or empty where it does not. */
    Optional<Instant> readySince() {
        return condition("Ready")
                .filter(condition -> "True".equals(condition.getStatus()))
                .flatMap(condition -> time(condition.getLastTransitionTime()));
    }

    Optional<String> address(int port) {
        String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        if (ip == null || ip.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of((ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port);
    }

    /** True once nothing of it runs any more, as far as the cluster knows or will ever know. */
    boolean ended(Instant now, Duration forceAfter) {
        return over()
                || terminated().isPresent()
                || (deleting() && (neverStarted() || confirmed() || givenUp(now, forceAfter)));
    }

    private boolean over() {
        return pod.getStatus() != null
                && OVER.contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), ""));
    }

    private boolean neverStarted() {
        return pod.getSpec() == null || pod.getSpec().getNodeName() == null;
    }

    /** The kubelet deletes with no grace once all containers have ended. */
    private boolean confirmed() {
        Long grace = pod.getMetadata().getDeletionGracePeriodSeconds();
        return grace != null && grace == 0;
    }

    /** The cluster gave its node up, or nobody confirmed its end for long: nothing more will be learned. */
    boolean givenUp(Instant now, Duration forceAfter) {
        Optional<Instant> due = time(pod.getMetadata().getDeletionTimestamp());
        if (due.isEmpty()) {
            return false;
        }
        Duration wait = nodeLost() ? MARGIN : forceAfter;
        return now.isAfter(due.get().plus(wait));
    }

    private boolean nodeLost() {
        return disruption()
                .map(PodCondition::getReason)
                .filter(NODE_LOST::contains)
                .isPresent();
    }

    /** How it ended; to be asked when it has. */
    Ending ending(@Nullable Instant seenAt, Instant now) {
        Optional<ContainerStateTerminated> terminated = terminated();
        Integer status = terminated
                .filter(state -> !STATUS_UNKNOWN.equals(state.getReason()))
                .map(ContainerStateTerminated::getExitCode)
                .orElse(null);
        Optional<Instant> finishedAt = terminated.flatMap(state -> time(state.getFinishedAt()));
        Instant at = finishedAt
                .map(written -> SeenTimes.precise(written, seenAt))
                .orElseGet(() -> lastChange().filter(time -> time.isBefore(now)).orElse(now));
        List<String> lines = new ArrayList<>(words());
        terminated
                .map(ContainerStateTerminated::getMessage)
                .filter(message -> !message.isBlank())
                .ifPresent(message -> lines.addAll(message.strip().lines().toList()));
        return new Ending(status, at.isAfter(now) ? now : at, byHost(finishedAt), lines);
    }

    private boolean byHost(Optional<Instant> finishedAt) {
        Optional<PodCondition> disruption = disruption();
        boolean before = finishedAt.isPresent()
                && disruption
                        .flatMap(condition -> time(condition.getLastTransitionTime()))
                        .filter(finishedAt.get()::isBefore)
                        .isPresent();
        boolean moved = disruption
                .map(PodCondition::getReason)
                .filter(MOVED_IN_GOOD_ORDER::contains)
                .isPresent();
        String reason = pod.getStatus() == null ? null : pod.getStatus().getReason();
        return !before && (moved || (reason != null && ENDED_BY_NODE.contains(reason)));
    }

    /** What Kubernetes says about why it does not run, most important first. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (pod.getStatus() != null && pod.getStatus().getReason() != null) {
            words.add(said(pod.getStatus().getReason(), pod.getStatus().getMessage()));
        }
        disruption().ifPresent(condition -> words.add(said(condition.getReason(), condition.getMessage())));
        terminated()
                .filter(state -> state.getReason() != null && !ORDINARY_ENDS.contains(state.getReason()))
                .ifPresent(state -> words.add(said(state.getReason(), explanation(state.getReason()))));
        state().map(ContainerState::getWaiting)
                .filter(PodReading::isTrouble)
                .ifPresent(waiting -> words.add(said(waiting.getReason(), waiting.getMessage())));
        condition("PodScheduled")
                .filter(condition -> "False".equals(condition.getStatus()))
                .ifPresent(condition -> words.add(said(condition.getReason(), condition.getMessage())));
        return words;
    }

    private static boolean isTrouble(ContainerStateWaiting waiting) {
        return waiting.getReason() != null && !ON_ITS_WAY.contains(waiting.getReason());
    }

    private static @Nullable String explanation(String reason) {
        return reason.equals("OOMKilled") ? "it used more memory than its plan has" : null;
    }

    private static String said(@Nullable String reason, @Nullable String message) {
        String text = message == null || message.isBlank()
                ? ""
                : ": " + message.strip().replace('\n', ' ');
        return WORDS + (reason == null ? "no reason given" : reason) + text;
    }

    Optional<ContainerStateTerminated> terminated() {
        return state().map(ContainerState::getTerminated);
    }

    private Optional<ContainerState> state() {
        if (pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null) {
            return Optional.empty();
        }
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> PodManifest.CONTAINER.equals(status.getName()))
                .findFirst()
                .flatMap(status -> Optional.ofNullable(status.getState()));
    }

    private Optional<PodCondition> disruption() {
        return condition("DisruptionTarget").filter(condition -> "True".equals(condition.getStatus()));
    }

    private Optional<PodCondition> condition(String type) {
        return conditions()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private Stream<PodCondition> conditions() {
        return pod.getStatus() == null || pod.getStatus().getConditions() == null
                ? Stream.empty()
                : pod.getStatus().getConditions().stream();
    }

    private Optional<Instant> lastChange() {
        Stream<Optional<Instant>> times = Stream.concat(
                conditions().map(condition -> time(condition.getLastTransitionTime())),
                Stream.of(time(pod.getMetadata().getDeletionTimestamp()), createdAt()));
        return times.flatMap(Optional::stream).max(Instant::compareTo);
    }

    private static Optional<Instant> time(@Nullable String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // What cannot be read is not known.
        }
    }
}
