package io.hostmesh.monitoring.ruleset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.monitoring.rule.AnomalySettings;
import io.hostmesh.monitoring.rule.Condition;
import io.hostmesh.monitoring.rule.Rule;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleReaderTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .configure(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS, true)
            .configure(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature(), true)
            .build();

    private final RuleReader reader = new RuleReader(900);

    private @Nullable Rule read(String condition) throws JsonProcessingException {
        RuleBody body = JSON.readValue("{\"name\":\"odd\",\"condition\":{" + condition + "}}", RuleBody.class);
        return reader.read("rul_1", "acc_1", body, 1);
    }

    private List<String> wrong() {
        return reader.errors().stream().map(FieldError::field).toList();
    }

    @Test
    void shouldReadAnAnomalyWithItsDefaults() throws JsonProcessingException {
        Rule rule =
                read("\"type\":\"anomaly\",\"metric\":\"cpu\",\"comparison\":\"above\",\"fire\":1.3,\"clear\":0.78");
        Condition.Anomaly anomaly = assertInstanceOf(
                Condition.Anomaly.class, Objects.requireNonNull(rule).condition());
        assertEquals(AnomalySettings.defaults(), anomaly.settings());
        assertEquals(0.78, anomaly.level().clear());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "type":"anomaly","metric":"a","comparison":"below","fire":1,"clear":2 | condition.comparison
            "type":"anomaly","metric":"a","comparison":"above","fire":1,"clear":0 | condition.clear
            "type":"anomaly","metric":"a","comparison":"above","fire":1,"bucketSeconds":0 | condition.bucketSeconds
            "type":"anomaly","metric":"a","comparison":"above","fire":1,"learnBuckets":2147483647 | condition.learnBuckets
            "type":"threshold","metric":"a","comparison":"above","fire":1,"direction":"any" | condition.direction
            "type":"threshold","metric":"a","comparison":"above","fire":NaN | condition.fire
            "type":"threshold","metric":"a","comparison":"above","fire":1,"clear":-Infinity | condition.clear
            "type":"threshold","metric":"a","comparison":"above","fire":1,"matchers":[null] | condition.matchers[0].label
            "type":"aggregate","metric":"a","comparison":"above","fire":1,"function":"percentile","percentile":NaN | condition.percentile
            "type":"aggregate","metric":"a","comparison":"above","fire":1,"function":"mean","by":[null] | condition.by
            "type":"ratio","metric":"a","comparison":"above","fire":1,"divisor":{} | condition.divisor.metric
            "type":"absence","metric":"a","afterSeconds":-1 | condition.afterSeconds
            "metric":"a" | condition.type
            """)
    void shouldNameTheFieldThatIsWrong(String condition, String field) throws JsonProcessingException {
        assertNull(read(condition));
        assertEquals(List.of(field), wrong());
    }
}
