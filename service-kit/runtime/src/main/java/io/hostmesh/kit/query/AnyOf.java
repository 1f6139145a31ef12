package io.hostmesh.kit.query;

import java.util.Collection;
import org.hibernate.boot.model.FunctionContributions;
import org.hibernate.boot.model.FunctionContributor;
import org.hibernate.type.StandardBasicTypes;

/**
 * The HQL function {@code any_of(id, :ids)}: whether a text is one of several, which are one parameter. With {@code id in :ids},
 * which has as many parameters in SQL as there are values, Hibernate translates the query anew each time that it is run, and
 * PostgreSQL plans one for each number of values.
 */
public final class AnyOf implements FunctionContributor {

    /** Between the values; the unit separator of ASCII. */
    private static final char SEPARATOR = 31;

    /** The same in SQL, of a column and a parameter as it is written there, as {@code :ids} or {@code $1}. */
    public static String sql(String column, String parameter) {
        return "(" + column + "=any(string_to_array(" + parameter + ",chr(" + (int) SEPARATOR + "))))";
    }

    /**
     * The values as that one parameter.
     *
     * @throws IllegalArgumentException if one has the character between them, which no name or id has
     */
    public static String text(Collection<String> values) {
        for (String value : values) {
            if (value.indexOf(SEPARATOR) >= 0) {
                throw new IllegalArgumentException("expected no unit separator (U+001F) in " + value);
            }
        }
        return String.join(String.valueOf(SEPARATOR), values);
    }

    @Override
    public void contributeFunctions(FunctionContributions functions) {
        functions
                .getFunctionRegistry()
                .registerPattern(
                        "any_of",
                        sql("?1", "?2"),
                        functions.getTypeConfiguration().getBasicTypeRegistry().resolve(StandardBasicTypes.BOOLEAN));
    }
}
