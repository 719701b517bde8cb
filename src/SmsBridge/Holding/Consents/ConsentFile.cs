using System.Diagnostics.CodeAnalysis;
using System.Text;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding.Consents;

/// <summary>What holds for each row of a list that does not say it.</summary>
internal sealed record ConsentDefaults(EventClass? Class, bool Given, string? Note);

/// <summary>
/// Consents as lines with commas, or semicolons, between: <c>number</c>, <c>class</c>, <c>given</c> (yes or no) and <c>note</c>, in the order that the first line names them. Other columns are
/// passed over. A field in quotes has no line break.
/// </summary>
internal static class ConsentFile
{
    public const int MostLines = 200_000;

    private const int MostProblems = 10;

    /// <param name="region">Of numbers without country code.</param>
    /// <param name="problem">In a sentence, without numbers of clients; null: all of it could be read.</param>
    public static bool TryRead(TextReader text, ConsentDefaults otherwise, string region, out IReadOnlyList<ConsentRow> rows, [NotNullWhen(false)] out string? problem)
    {
        rows = [];
        var header = text.ReadLine() ?? "";
        var sign = header.Contains(';', StringComparison.Ordinal) ? ';' : ',';
        var names = Split(header, sign).Select(static name => name.Trim().ToLowerInvariant()).ToList();
        if (!names.Contains("number", StringComparer.Ordinal))
        {
            problem = "The first line must name the columns: number, and class, given and note where they differ from line to line.";
            return false;
        }

        var (read, problems, line) = (new List<ConsentRow>(), new List<string>(), 1);
        while (text.ReadLine() is { } written)
        {
            line++;
            if (line > MostLines)
            {
                problem = FormattableString.Invariant($"It has more than {MostLines} lines: divide it.");
                return false;
            }

            if (written.Length > 0 && Row(names, Split(written, sign), otherwise, region, read) is { } wrong && problems.Count < MostProblems)
            {
                problems.Add(FormattableString.Invariant($"line {line}: {wrong}"));
            }
        }

        rows = read;
        problem = problems.Count == 0 ? null : $"Nothing was imported. {string.Join("; ", problems)}.";
        return problem is null;
    }

    public static string Write(IEnumerable<ConsentRow> rows)
    {
        var text = new StringBuilder("number,class,given,at,source,by,note\r\n");
        foreach (var row in rows)
        {
            text.Append(row.Number).Append(',').Append(row.Class).Append(',').Append(row.IsGiven ? "yes" : "no").Append(',')
                .Append(FormattableString.Invariant($"{StoredTime.At(row.At):yyyy-MM-ddTHH:mm:ssZ}")).Append(',').Append(row.Source).Append(',').Append(CsvField.Of(OneLineText.Of(row.Actor))).Append(',').Append(CsvField.Of(OneLineText.Of(row.Note ?? ""))).Append("\r\n");
        }

        return text.ToString();
    }

    /// <returns>What is wrong; null: it was added.</returns>
    private static string? Row(List<string> names, List<string> fields, ConsentDefaults otherwise, string region, List<ConsentRow> rows)
    {
        var (kindName, givenName, note) = (Of("class"), Of("given"), OneLineText.Of(Of("note") ?? otherwise.Note?.Trim() ?? ""));
        if (!NumberParser.TryParse(Of("number") ?? "", region, out var number, out _))
        {
            return "its number can not be read as one telephone number";
        }

        if ((kindName is null ? otherwise.Class : EventClasses.Find(kindName)) is not { } kind)
        {
            return $"it has no class of these: {EventClasses.Names}";
        }

        if (Given(givenName, otherwise.Given) is not { } given)
        {
            return "given is neither yes nor no";
        }

        if (!ConsentVerbs.SaysHow(note, given))
        {
            return $"it does not say how the client said so, in at most {ConsentVerbs.LongestNote} characters (note)";
        }

        rows.Add(new ConsentRow { Number = number.Value, Class = EventClasses.NameOf(kind), Given = given ? 1 : 0, Note = note.Length == 0 ? null : note });
        return null;

        string? Of(string name) => names.IndexOf(name) is >= 0 and var index && index < fields.Count && fields[index].Trim() is { Length: > 0 } value ? value : null;
    }

    private static bool? Given(string? word, bool otherwise) =>
        word?.ToLowerInvariant() switch { null => otherwise, "yes" or "true" or "1" => true, "no" or "false" or "0" => false, _ => null };

    private static List<string> Split(string line, char sign)
    {
        var (fields, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var index = 0; index < line.Length; index++)
        {
            var next = line[index];
            if (next == '"' && quoted && index + 1 < line.Length && line[index + 1] == '"')
            {
                field.Append(next);
                index++;
            }
            else if (next == '"')
            {
                quoted = !quoted;
            }
            else if (next == sign && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(next);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
