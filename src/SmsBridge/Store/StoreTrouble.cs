using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Store;

/// <summary>Tells the log how writes fare: a bug with its stack trace each time, trouble with file or disk when it begins, changes and ends.</summary>
internal sealed class StoreTrouble(ILogger logger)
{
    private string? _words;
    private long _refused;

    /// <param name="failure">As it came; null: the write was taken.</param>
    /// <param name="answer">As the callers are told.</param>
    public void Tell(Exception? failure, Exception? answer, WriteOperation first, int count)
    {
        if (failure is null)
        {
            TellEnd();
        }
        else if (answer is StoreUnavailableException trouble)
        {
            TellTrouble(trouble.Message, failure as DbException, count);
        }
        else
        {
            logger.WriteFailed(failure, first.GetType().Name, count);
        }
    }

    private void TellTrouble(string words, DbException? cause, int count)
    {
        _refused += count;
        if (_words != words)
        {
            _words = words;
            logger.WritesRefused(words, CodeOf(cause), cause?.Message ?? "");
        }
    }

    private void TellEnd()
    {
        if (_words is not null)
        {
            logger.WritesTaken(_refused);
            (_words, _refused) = (null, 0);
        }
    }

    /// <summary>SQLite's extended result code, or PostgreSQL's SQLSTATE.</summary>
    private static string CodeOf(DbException? cause) =>
        cause is SqliteException sqlite ? sqlite.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture) : cause?.SqlState ?? "none";
}
