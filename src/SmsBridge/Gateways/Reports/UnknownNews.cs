using SmsBridge.Messages;
using SmsBridge.Web.Limits;

namespace SmsBridge.Gateways.Reports;

/// <summary>Says in the log what came to a report address and says nothing to us, so often and no more: whoever knows an address can send anything.</summary>
internal sealed class UnknownNews(TimeProvider time, ILogger<UnknownNews> logger)
{
    /// <summary>Log lines a minute, of reports and replies together; and as many of what is about nothing of ours.</summary>
    public const int MostLines = 20;

    private readonly MinuteLimit<bool> _lines = new(MostLines, time);

    /// <param name="messageId">Null: it is about no message of the tenant's.</param>
    public void Note(string provider, IncomingReport report, long? messageId)
    {
        if (_lines.Count(true) is null)
        {
            logger.NoNews(provider, KeptWords.Code(report.Word)!, messageId, KeptWords.Code(report.ProviderId ?? report.Reference?.ToString()) ?? "");
        }
    }

    /// <summary>A whole request that is about no SMS of ours. Where another program uses the account that is its every report, which must not hide the others.</summary>
    public void NoteNothing(string provider, string tenant)
    {
        if (_lines.Count(false) is null)
        {
            logger.NothingOfOurs(provider, tenant);
        }
    }

    /// <summary>A STOP or START that could not be told whose it is.</summary>
    public void NoteReply(string provider, string tenant, IncomingReply reply)
    {
        if (_lines.Count(true) is null)
        {
            logger.ReplyToNobody(provider, tenant, reply.Wish);
        }
    }
}
