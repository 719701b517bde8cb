using System.Collections.Frozen;
using SmsBridge.Messages;

namespace SmsBridge.Ledger;

/// <summary>
/// One named change of a message's row: from which statuses, to which, and what becomes of every other column. Each column that can change is in exactly
/// one of the three lists, so that one more of them has to be decided for every transition. All of them are in <see cref="Transitions"/>.
/// </summary>
internal sealed class Transition
{
    /// <summary>What a column is before anything happened, or null where it has no such value. What never changes (ids, the hook's time) is not here.</summary>
    internal static readonly FrozenDictionary<string, string?> Columns = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["status"] = null,
        ["reason"] = "NULL",
        ["detail"] = "NULL",
        ["recipient"] = "NULL",
        ["sender"] = "NULL",
        ["body"] = "NULL",
        ["segments"] = "NULL",
        ["lookup_ms"] = "NULL",
        ["about"] = "NULL",
        ["lookups"] = "0",
        ["attempts"] = "0",
        ["tries"] = "0",
        ["queued_at"] = null,
        ["due_at"] = "NULL",
        ["lease_owner"] = "NULL",
        ["provider"] = "NULL",
        ["account_id"] = "NULL",
        ["provider_id"] = "NULL",
        ["provider_status"] = "NULL",
        ["error_code"] = "NULL",
        ["sent_at"] = "NULL",
        ["polls"] = "0",
        ["resend_at"] = "NULL",
        ["final_at"] = "NULL",
        ["updated_at"] = null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Lazy<string> _sql;

    public Transition(string name)
    {
        Name = name;
        _sql = new Lazy<string>(() => Compose(""));
    }

    /// <summary>In the words of the ledger: Intended, Accepted, Requeued.</summary>
    public string Name { get; }

    /// <summary>The statuses it starts from; a row in any other one is left as it is.</summary>
    public required IReadOnlyList<MessageStatus> From { get; init; }

    /// <summary>It starts from any status.</summary>
    internal bool StartsAnywhere => From.Count == Enum.GetValues<MessageStatus>().Length;

    /// <summary>The status it leads to; null: it keeps the status, or <see cref="Sets"/> computes it.</summary>
    public MessageStatus? To { get; init; }

    /// <summary>Columns and their new values, as in SQL: <c>due_at = @now, tries = tries + 1</c>.</summary>
    public required string Sets { get; init; }

    /// <summary>Columns that become what they were in the beginning.</summary>
    public string Resets { get; init; } = "";

    /// <summary>Columns that stay.</summary>
    public required string Keeps { get; init; }

    /// <summary>Which rows, besides <see cref="From"/>.</summary>
    public required string Where { get; init; }

    /// <summary>With named parameters; the same text on every store.</summary>
    public string Sql => _sql.Value;

    /// <summary>The same for many rows, see <see cref="Store.WriteSession.PrepareSet"/>.</summary>
    public string SqlOfMany => Compose(" FROM given");

    /// <summary>The names in <see cref="Sets"/>.</summary>
    internal IEnumerable<string> SetColumns => Assignments(Sets).Select(static it => it[..it.IndexOf('=', StringComparison.Ordinal)].Trim());

    internal IEnumerable<string> ResetColumns => Names(Resets);

    internal IEnumerable<string> KeptColumns => Names(Keeps);

    private string Compose(string source)
    {
        var status = To is { } to ? $"status = {(int)to}, " : "";
        var resets = string.Concat(ResetColumns.Select(static column => $", {column} = {Columns[column]}"));
        var from = StartsAnywhere ? "" : $" AND status IN ({string.Join(", ", From.Select(static it => (int)it))})";
        return $"UPDATE message SET {status}{Sets}{resets}{source} WHERE {Where}{from}";
    }

    private static IEnumerable<string> Names(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>At the commas outside of brackets.</summary>
    private static IEnumerable<string> Assignments(string sets)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < sets.Length; i++)
        {
            depth += sets[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (sets[i] == ',' && depth == 0)
            {
                yield return sets[start..i];
                start = i + 1;
            }
        }

        yield return sets[start..];
    }
}
