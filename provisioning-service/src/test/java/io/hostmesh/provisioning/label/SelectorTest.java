package io.hostmesh.provisioning.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.provisioning.label.Selector.Operator;
import io.hostmesh.provisioning.label.Selector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

    private static Selector selector(String text) {
        List<FieldError> errors = new ArrayList<>();
        Selector selector = Selector.read("labelSelector", text, errors);
        assertEquals(List.of(), errors);
        return selector;
    }

    @Test
    void shouldReadEveryKindOfRequirement() {
        assertEquals(
                List.of(
                        new Requirement("env", Operator.IN, List.of("prod")),
                        new Requirement("tier", Operator.NOT_IN, List.of("web")),
                        new Requirement("zone", Operator.IN, List.of("a", "b")),
                        new Requirement("example.com/size", Operator.NOT_IN, List.of("s", "")),
                        new Requirement("gold", Operator.EXISTS, List.of()),
                        new Requirement("canary", Operator.ABSENT, List.of())),
                selector(" env=prod, tier != web ,zone in (a, b),example.com/size notin (s,),gold , ! canary")
                        .requirements());
        assertEquals(selector("a=b"), selector("a == b"));
        assertEquals(
                List.of(new Requirement("in", Operator.IN, List.of("in"))),
                selector("in in (in)").requirements());
        assertEquals(Selector.ALL, selector(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "env=prod | true",
                "env=test | false",
                "env!=prod | false",
                "env!=test | true",
                "none!=x | true",
                "none=x | false",
                "none notin (x,y) | true",
                "env in (test,prod) | true",
                "env notin (test,prod) | false",
                "env | true",
                "!env | false",
                "!none | true",
                "empty= | true",
                "empty | true",
                "env=prod,tier=web | true",
                "env=prod,tier=db | false"
            })
    void shouldSelectAsKubernetesDoes(String text, boolean selected) {
        Labels labels = Labels.of(Map.of("env", "prod", "tier", "web", "empty", ""));
        assertEquals(selected, selector(text).matches(labels), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "=a",
                "a=b,",
                "a in",
                "a in ()x",
                "a in (b",
                "a notin b",
                "a is b",
                "a=b c",
                "a=b=c",
                "!a=b",
                "!!a",
                "a in (b))",
                "a;b",
                "a='x'",
                "a b/c=d",
                "-a=b",
                "a=b%",
                "a\u0000=b"
            })
    void shouldSayWhatIsWrongAndWhere(String text) {
        List<FieldError> errors = new ArrayList<>();
        Selector.read("labelSelector", text, errors);
        assertEquals(1, errors.size(), text);
        assertEquals("labelSelector", errors.get(0).field());
        assertTrue(
                errors.get(0).message().contains("at character"), errors.get(0).message());
    }

    @Test
    void shouldBoundWhatItReads() {
        for (String text : List.of("a".repeat(2001), "a,".repeat(32) + "a", "a in (" + "b,".repeat(64) + "b)")) {
            List<FieldError> errors = new ArrayList<>();
            Selector.read("labelSelector", text, errors);
            assertFalse(errors.isEmpty());
        }
        assertEquals(32, selector("a,".repeat(31) + "a").requirements().size());
    }
}
