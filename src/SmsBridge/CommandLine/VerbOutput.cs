using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SmsBridge.Doctor;
using SmsBridge.Messages;
using Spectre.Console;

namespace SmsBridge.CommandLine;

/// <summary>
/// What a verb says. Exactly one result goes to stdout, as words or as JSON; hints and refusals go to stderr. Text from elsewhere is
/// stripped of control characters: a name in the core must not steer an operator's terminal.
/// </summary>
internal sealed class VerbOutput(VerbConsole console, bool json)
{
    private const int LabelWidth = 24;

    public VerbConsole Console => console;

    /// <summary>Characters a row has.</summary>
    public int Width => console.Width;

    /// <summary>The result: as JSON, or in words by <paramref name="tell"/>.</summary>
    public void Result<T>(T result, JsonTypeInfo<T> type, Action<T> tell)
    {
        if (json)
        {
            console.Out.WriteLine(JsonSerializer.Serialize(result, type));
        }
        else
        {
            tell(result);
        }
    }

    public void Line(string text = "") => console.Out.WriteLine(OneLineText.Of(text));

    /// <summary>A label and what belongs to it; nothing when there is nothing.</summary>
    public void Field(string label, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            console.Out.WriteLine($"{label.PadRight(LabelWidth)} {OneLineText.Of(value)}");
        }
    }

    public void Table(IReadOnlyList<string> columns, IEnumerable<string?[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(OneLineText.Of(cell ?? ""))));
        }

        console.Draw(table);
    }

    /// <summary>Something to know beside the result.</summary>
    public void Hint(string sentence) => console.Error.WriteLine(OneLineText.Of(sentence));

    /// <summary>What a person types when asked; null: nobody is there.</summary>
    public async Task<string?> AskAsync(string sentence, CancellationToken cancellationToken)
    {
        Hint(sentence);
        return await console.In.ReadLineAsync(cancellationToken);
    }

    /// <summary>Why it is not done.</summary>
    public int Refuse(string sentence, int exitCode = ExitCodes.Failed)
    {
        console.Error.WriteLine(OneLineText.Of(sentence));
        return exitCode;
    }

    public static string At(DateTimeOffset? time) => DoctorWords.At(time);
}
