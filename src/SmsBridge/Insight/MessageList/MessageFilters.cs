using System.Globalization;
using SmsBridge.Insight.Lists;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Insight.MessageList;

/// <summary>What messages are looked for by. A condition says what its index says, word by word, or the planner does not know that it serves.</summary>
internal static class MessageFilters
{
    /// <summary>All of a tenant's, in the order of ids.</summary>
    public const string ById = "message_tenant";

    public static ListTable Messages { get; } = new("message", "event_id");

    /// <summary>Accepted events the relay has not taken yet.</summary>
    public static ListTable Pending { get; } = new("waiting_event", "id");

    public static ListFilter Type { get; } = new("type_id = @Type", "Type", Column: "type_id");

    public static ListFilter Reason { get; } = new("reason = @Reason", "Reason", Column: "reason");

    public static ListFilter Event { get; } = new("event_id = @Event", "Event");

    public static ListFilter Client { get; } = new("client_id = @Client", "Client", "message_client");

    public static ListFilter Loan { get; } = new("loan_id = @Loan", "Loan", "message_loan");

    /// <summary>Several, of one tenant.</summary>
    public static ListFilter Clients { get; } = new("", "Clients", "message_client")
    {
        ByDialect = dialect => $"client_id IN (SELECT c.value FROM {dialect.Numbers("@Clients", "c")}) AND client_id IS NOT NULL",
    };

    public static ListFilter Loans { get; } = new("", "Loans", "message_loan")
    {
        ByDialect = dialect => $"loan_id IN (SELECT l.value FROM {dialect.Numbers("@Loans", "l")}) AND loan_id IS NOT NULL",
    };

    public static ListFilter Events { get; } = new("", "Events") { ByDialect = dialect => $"event_id IN (SELECT e.value FROM {dialect.Numbers("@Events", "e")})" };

    /// <summary>Part of the text, whatever the case of ASCII letters. No index knows it.</summary>
    public static ListFilter Text { get; } = new(@"lower(body) LIKE @Text ESCAPE '\'", "Text", Column: "body");

    /// <summary>With = alone the planner would put the number into substr too and no longer know its index.</summary>
    public static ListFilter Number { get; } = new("", "Number", "message_recipient")
    {
        ByDialect = dialect => $"recipient BETWEEN @Number AND @Number AND {dialect.LastFour("recipient")} = {dialect.LastFour("@Number")}",
    };

    /// <summary>Four digits.</summary>
    public static ListFilter End { get; } = new("", "End", "message_recipient")
    {
        ByDialect = dialect => $"{dialect.LastFour("recipient")} = @End AND recipient IS NOT NULL",
    };

    public static ListFilter Ends { get; } = new("", "Ends", "message_recipient")
    {
        ByDialect = dialect => $"{dialect.LastFour("recipient")} IN ({dialect.Texts("@Ends")}) AND recipient IS NOT NULL",
    };

    public static ListFilter Suffix { get; } = new("recipient LIKE '%' || @Suffix", "Suffix");

    public static ListFilter Mask { get; } = new("substr(recipient, 1, 6) = substr(@Mask, 1, 6) AND length(recipient) = length(@Mask)", "Mask");

    /// <summary>Of the message or of an earlier attempt.</summary>
    public static ListFilter ProviderId { get; } = new(
        "event_id IN (SELECT event_id FROM message WHERE provider_id = @ProviderId UNION SELECT event_id FROM attempt WHERE provider_id = @ProviderId)", "ProviderId");

    /// <summary>A second SMS that is planned for later, by <c>@now</c>.</summary>
    public static ListFilter Planned { get; } = new(WaitingSql.IsPlanned, Column: "status, reason, due_at");

    public static ListFilter NotPlanned { get; } = new($"NOT {WaitingSql.IsPlanned}", Column: "status, reason, due_at");

    /// <summary>The relay looks at all of these again.</summary>
    public static ListFilter Due { get; } = new("due_at IS NOT NULL", Index: "message_due");

    /// <summary>What went wrong is rare.</summary>
    public static ListFilter Trouble { get; } = new("status IN (5, 6, 7)", Index: "message_trouble");

    public static ListFilter Is(MessageStatus status) => new($"status = {Literal(status)}", Column: "status");

    public static ListFilter IsOneOf(IEnumerable<MessageStatus> statuses) => new($"status IN ({string.Join(", ", statuses.Select(Literal))})", Column: "status");

    private static string Literal(MessageStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
