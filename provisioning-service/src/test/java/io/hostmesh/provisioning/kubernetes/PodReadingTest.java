package io.hostmesh.provisioning.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Status as Kubernetes writes it, and what is made of it. */
class PodReadingTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:05:00Z");
    private static final Duration FORCE_AFTER = Duration.ofMinutes(5);

    private static PodReading pod(String metadata, String status) {
        return new PodReading(Serialization.unmarshal("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: srv-1
              creationTimestamp: "2026-11-22T10:00:00Z"
            %s
            spec:
              nodeName: node-1
            status:
            %s
            """.formatted(metadata.indent(2), status.indent(2)), Pod.class));
    }

    private static PodReading terminated(String reason, int exitCode, String rest) {
        return pod("", """
            phase: Failed
            containerStatuses:
            - name: server
              state:
                terminated: {exitCode: %d, reason: %s, finishedAt: "2026-11-22T10:04:58Z", message: "one\\ntwo"}
            %s
            """.formatted(exitCode, reason, rest));
    }

    @Test
    void shouldReadWhereAReadyMachineListens() {
        PodReading reading = pod("", """
            phase: Running
            podIP: 10.0.0.7
            conditions:
            - {type: Ready, status: "True", lastTransitionTime: "2026-11-22T10:00:03Z"}
            """);
        assertEquals("10.0.0.7:8080", reading.address(8080).orElseThrow());
        assertEquals(Instant.parse("2026-11-22T10:00:03Z"), reading.readySince().orElseThrow());
        assertFalse(reading.ended(NOW, FORCE_AFTER));
    }

    @Test
    void shouldPutAnAddressOfVersionSixInBrackets() {
        assertEquals("[fd00::7]:80", pod("", "podIP: fd00::7").address(80).orElseThrow());
    }

    @Test
    void shouldReadAnOrdinaryFailure() {
        Ending ending = terminated("Error", 7, "").ending(null, NOW);
        assertEquals(new Ending(7, Instant.parse("2026-11-22T10:04:58Z"), false, List.of("one", "two")), ending);
    }

    @Test
    void shouldSayThatTheMemoryOfThePlanWasUsedUp() {
        Ending ending = terminated("OOMKilled", 137, "").ending(null, NOW);
        assertEquals(137, ending.exitStatus());
        assertEquals(
                "kubernetes: OOMKilled: it used more memory than its plan has",
                ending.lines().get(0));
        assertTrue(ending.outOfMemory());
    }

    @Test
    void shouldNotInventAnExitStatus() {
        Ending ending = terminated("ContainerStatusUnknown", 137, "").ending(null, NOW);
        assertFalse(ending.outOfMemory());
        assertNull(ending.exitStatus());
    }

    @Test
    void shouldUseTheInstantOfAnEndThatItSaw() {
        Instant seen = Instant.parse("2026-11-22T10:04:58.250Z");
        assertEquals(seen, terminated("Error", 7, "").ending(seen, NOW).at());
        Instant late = Instant.parse("2026-11-22T10:04:59.250Z");
        assertEquals(
                Instant.parse("2026-11-22T10:04:58.999Z"),
                terminated("Error", 7, "").ending(late, NOW).at());
    }

    @Test
    void shouldNotHoldADrainAgainstTheMachine() {
        Ending ending = terminated("Error", 143, """
            conditions:
            - type: DisruptionTarget
              status: "True"
              reason: EvictionByEvictionAPI
              message: "Eviction API: evicting"
              lastTransitionTime: "2026-11-22T10:04:56Z"
            """).ending(null, NOW);
        assertTrue(ending.byHost());
        assertEquals(
                "kubernetes: EvictionByEvictionAPI: Eviction API: evicting",
                ending.lines().get(0));
    }

    @Test
    void shouldHoldAFailureBeforeADrainAgainstTheMachine() {
        assertFalse(terminated("Error", 1, """
            conditions:
            - {type: DisruptionTarget, status: "True", reason: EvictionByEvictionAPI, lastTransitionTime: "2026-11-22T10:04:59Z"}
            """).ending(null, NOW).byHost());
    }

    @Test
    void shouldNotHoldAShutdownOfItsNodeAgainstTheMachine() {
        Ending ending = terminated(
                        "Error",
                        143,
                        "reason: Terminated\nmessage: Pod was terminated in response to imminent node shutdown.")
                .ending(null, NOW);
        assertTrue(ending.byHost());
    }

    @Test
    void shouldCallPressureOnItsNodeAFailure() {
        Ending ending = pod("", """
            phase: Failed
            reason: Evicted
            message: "The node was low on resource: memory. Threshold quantity: 100Mi"
            conditions:
            - {type: DisruptionTarget, status: "True", reason: TerminationByKubelet, lastTransitionTime: "2026-11-22T10:04:30Z"}
            """).ending(null, NOW);
        assertFalse(ending.byHost());
        assertNull(ending.exitStatus());
        assertEquals(Instant.parse("2026-11-22T10:04:30Z"), ending.at());
        assertTrue(ending.lines().get(0).startsWith("kubernetes: Evicted: The node was low on resource: memory"));
    }

    @Test
    void shouldGiveAMachineUpWhoseNodeTheClusterGaveUp() {
        String deleted = "deletionTimestamp: \"2026-11-22T10:04:50Z\"\ndeletionGracePeriodSeconds: 10";
        PodReading lost = pod(deleted, """
            phase: Running
            conditions:
            - {type: DisruptionTarget, status: "True", reason: DeletionByTaintManager, message: "node is gone", lastTransitionTime: "2026-11-22T10:04:40Z"}
            """);
        assertTrue(lost.ended(NOW, FORCE_AFTER));
        assertFalse(lost.ended(Instant.parse("2026-11-22T10:04:51Z"), FORCE_AFTER));
        assertFalse(lost.ending(null, NOW).byHost());
        PodReading slow = pod(deleted, "phase: Running");
        assertFalse(slow.ended(NOW, FORCE_AFTER));
        assertTrue(slow.ended(NOW.plus(FORCE_AFTER), FORCE_AFTER));
    }

    @Test
    void shouldBelieveAKubeletThatConfirmsAnEnd() {
        assertTrue(pod("deletionTimestamp: \"2026-11-22T10:04:59Z\"\ndeletionGracePeriodSeconds: 0", "phase: Running")
                .ended(NOW, FORCE_AFTER));
    }

    @Test
    void shouldSayWhyAMachineDoesNotCome() {
        assertEquals(
                List.of("kubernetes: ImagePullBackOff: Back-off pulling image \"x\""),
                pod("", """
                    containerStatuses:
                    - {name: server, state: {waiting: {reason: ImagePullBackOff, message: 'Back-off pulling image "x"'}}}
                    """).words());
        assertEquals(
                List.of("kubernetes: Unschedulable: 0/3 nodes are available: 3 Insufficient cpu."),
                pod("", """
                    conditions:
                    - {type: PodScheduled, status: "False", reason: Unschedulable, message: "0/3 nodes are available: 3 Insufficient cpu."}
                    """).words());
        assertEquals(
                List.of(),
                pod("", "containerStatuses:\n- {name: server, state: {waiting: {reason: ContainerCreating}}}")
                        .words());
    }

    @Test
    void shouldReadAPodWithoutStatus() {
        PodReading reading =
                new PodReading(Serialization.unmarshal("apiVersion: v1\nkind: Pod\nmetadata: {name: a}", Pod.class));
        assertFalse(reading.ended(NOW, FORCE_AFTER));
        assertTrue(reading.address(80).isEmpty());
        assertEquals(List.of(), reading.words());
    }

    @Test
    void shouldKeepAFewShortLines() {
        List<String> many = IntStream.range(0, 50)
                .mapToObj(number -> number + "x".repeat(1000))
                .toList();
        Ending ending = new Ending(1, NOW, false, many);
        assertEquals(Ending.MOST_LINES, ending.lines().size());
        assertTrue(ending.lines().get(19).startsWith("49x"));
        assertEquals(Ending.LONGEST_LINE, ending.lines().get(0).length());
    }
}
