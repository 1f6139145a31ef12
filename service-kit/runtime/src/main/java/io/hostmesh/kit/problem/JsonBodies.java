package io.hostmesh.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hostmesh.kit.problem.Problem.FieldError;
import jakarta.validation.Validator;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of requests that are records. A body that does not fit is refused with all its fields that do not. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class JsonBodies implements MessageBodyReader<Object> {

    private final ObjectMapper json;
    private final Validator validator;
    private final int mostErrors;
    private final int longestBodyBytes;

    JsonBodies(
            ObjectMapper json,
            Validator validator,
            @ConfigProperty(name = "hostmesh.wrong-fields.most") int mostErrors,
            @ConfigProperty(name = "hostmesh.wrong-fields.longest-body-bytes") int longestBodyBytes) {
        this.json = json;
        this.validator = validator;
        this.mostErrors = mostErrors;
        this.longestBodyBytes = longestBodyBytes;
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream stream)
            throws IOException {
        String coding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw Problems.refusal(
                    CommonProblem.UNSUPPORTED_MEDIA_TYPE,
                    "Expected a body without Content-Encoding, but found '" + coding + "'; send it as it is.");
        }
        Object body = read(json.constructType(genericType), stream.readAllBytes());
        if (body == null) {
            throw new ProblemException(UnreadableJson.otherShape());
        }
        return body;
    }

    /** Null for the value null. */
    private @Nullable Object read(JavaType type, byte[] body) throws IOException {
        try {
            return json.readerFor(type).readValue(body);
        } catch (JsonProcessingException first) {
            int most = body.length <= longestBodyBytes ? mostErrors : 1;
            throw new ProblemException(WrongFields.problem(json, type, body, first, this::wrong, most));
        }
    }

    /** By what it says itself, or by its annotations. */
    private List<FieldError> wrong(Object body) {
        return body instanceof ChecksItself checked
                ? checked.errors()
                : ProblemMappers.errors(validator.validate(body));
    }
}
