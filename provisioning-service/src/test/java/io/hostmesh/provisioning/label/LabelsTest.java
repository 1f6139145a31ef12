package io.hostmesh.provisioning.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelsTest {

    private static List<String> wrongFields(Map<String, String> labels) {
        List<FieldError> errors = new ArrayList<>();
        Labels.errors(labels, errors);
        return errors.stream().map(FieldError::field).toList();
    }

    @Test
    void shouldTakeWhatKubernetesTakes() {
        Map<String, String> labels = Map.of(
                "env",
                "prod",
                "empty",
                "",
                "example.com/tier",
                "web_1.2-a",
                "A9",
                "Z",
                "k".repeat(63),
                "v".repeat(63),
                "a".repeat(253) + "/x",
                "1");
        assertEquals(List.of(), wrongFields(labels));
        assertEquals(labels, Labels.read(Labels.of(labels).json()).values());
    }

    @Test
    void shouldNameEveryLabelThatIsWrong() {
        Map<String, String> labels = new HashMap<>();
        labels.put("", "x");
        labels.put("-a", "x");
        labels.put("a b", "x");
        labels.put("a/b/c", "x");
        labels.put("/b", "x");
        labels.put("Upper.case/b", "x");
        labels.put("k".repeat(64), "x");
        labels.put("hostmesh.io/x", "x");
        labels.put("v1", "a b");
        labels.put("v2", "v".repeat(64));
        labels.put("v3", null);
        labels.put("v4", "-");
        assertEquals(labels.size(), wrongFields(labels).size());
        assertTrue(wrongFields(labels).containsAll(List.of("labels.-a", "labels.v3", "labels.hostmesh.io/x")));
    }

    @Test
    void shouldBoundTheNumberOfLabels() {
        Map<String, String> labels = new HashMap<>();
        for (int number = 0; number < 65; number++) {
            labels.put("k" + number, "");
        }
        assertEquals(List.of("labels"), wrongFields(labels));
        labels.remove("k0");
        assertEquals(Collections.emptyList(), wrongFields(labels));
    }
}
