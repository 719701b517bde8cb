namespace SmsBridge.Store;

/// <summary>A column of a table that is copied.</summary>
/// <param name="Source">What the file has for it, as an expression.</param>
internal sealed record CopyColumn(string Name, string Type, string Source);

/// <summary>A table that is copied, and what differs between the two stores in it.</summary>
/// <param name="HasRowNumbers">SQLite numbers its rows, so that it can be copied in parts.</param>
internal sealed record CopyTable(string Name, IReadOnlyList<CopyColumn> Columns, bool HasRowNumbers)
{
    public string FromSource => string.Join(", ", Columns.Select(column => column.Source));

    public string Quoted => string.Join(", ", Columns.Select(column => $"\"{column.Name}\""));

    /// <summary>
    /// Rows of the file count as written before any transaction of the target, and followers go on by id among them. What waits is marked row by row there, and
    /// beyond a cursor in the file.
    /// </summary>
    public static string SourceOf(string table, string column) => (table, column) switch
    {
        ("event" or "status_change", "written") => "0",
        ("event", "pending") => "CASE WHEN pending = 1 OR (pending = 2 AND id > (SELECT event_id FROM inbox_cursor)) THEN 1 END",
        ("partner_cursor" or "roll_up_cursor", "position") => "CASE record WHEN 'open' THEN position ELSE 0 END",
        ("partner_cursor" or "roll_up_cursor", "position_id") => "CASE record WHEN 'open' THEN 0 ELSE position END",
        _ => $"\"{column}\"",
    };
}
