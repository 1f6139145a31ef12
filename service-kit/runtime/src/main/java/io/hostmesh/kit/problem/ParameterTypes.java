package io.hostmesh.kit.problem;

import io.hostmesh.kit.problem.Problem.FieldError;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of requests that are numbers or true and false. One of a wrong type is named, with what would be right;
 * what reads them otherwise says only that something was wrong, and takes every word that is not true for false. A primitive
 * truth value needs {@code @DefaultValue}: what stands in for an absent one without is no truth value. Where a number has a least
 * value ({@code @Min}), one that is none is read as if it were less, so that it is named together with all else that is wrong.
 */
@Provider
public class ParameterTypes implements ParamConverterProvider {

    @Override
    @SuppressWarnings("unchecked") // Each type is compared with the one that its converter makes.
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        if (type == int.class || type == Integer.class) {
            String expected = "must be a whole number"
                    + range(annotations, BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE));
            Long less = less(annotations);
            return (ParamConverter<T>)
                    new Typed<>(name(annotations), expected, Integer::valueOf, less == null ? null : less.intValue());
        }
        if (type == long.class || type == Long.class) {
            String expected = "must be a whole number"
                    + range(annotations, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE));
            return (ParamConverter<T>) new Typed<>(name(annotations), expected, Long::valueOf, less(annotations));
        }
        if (type == boolean.class || type == Boolean.class) {
            return (ParamConverter<T>)
                    new Typed<>(name(annotations), "must be true or false", ParameterTypes::truth, null);
        }
        return null;
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }

    private static String range(Annotation[] annotations, BigInteger least, BigInteger most) {
        BigInteger from = least;
        BigInteger to = most;
        for (Annotation annotation : annotations) {
            if (annotation instanceof Min min) {
                from = BigInteger.valueOf(min.value());
            } else if (annotation instanceof Max max) {
                to = BigInteger.valueOf(max.value());
            }
        }
        return " from " + from + " to " + to;
    }

    /** What is less than the least value that is allowed; null where there is no such value. */
    private static @Nullable Long less(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation instanceof Min min) {
                return min.value() - 1;
            }
        }
        return null;
    }

    private static String name(Annotation[] annotations) {
        for (Annotation annotation : annotations) {
            if (annotation instanceof QueryParam query) {
                return query.value();
            }
            if (annotation instanceof PathParam path) {
                return path.value();
            }
            if (annotation instanceof HeaderParam header) {
                return header.value();
            }
        }
        return "parameter";
    }

    /** A parameter that could not be read, as JAX-RS hands it on: as the cause of another exception. */
    static final class WrongParameter extends IllegalArgumentException {

        private final transient FieldError error;

        WrongParameter(FieldError error, IllegalArgumentException cause) {
            super(error.field() + " " + error.message(), cause);
            this.error = error;
        }

        FieldError error() {
            return error;
        }
    }

    /** @param wrong what stands for a text that cannot be read; null where that is refused at once */
    private record Typed<T>(
            String name,
            String expected,
            Function<String, T> reader,
            @Nullable T wrong) implements ParamConverter<T> {

        @Override
        public @Nullable T fromString(@Nullable String text) {
            if (text == null) {
                return null;
            }
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException unreadable) {
                if (wrong != null) {
                    return wrong;
                }
                throw new WrongParameter(new FieldError(name, expected), unreadable);
            }
        }

        @Override
        public String toString(T value) {
            return String.valueOf(value);
        }
    }
}
