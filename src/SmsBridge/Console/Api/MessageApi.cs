using SmsBridge.Console.Pages.OneMessage;
using SmsBridge.Console.Parts;
using SmsBridge.Console.Shell;
using SmsBridge.Insight.MessageList;
using SmsBridge.Insight.OneMessage;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary>What the console's message pages show and do, for programs: <c>/api/messages…</c>, with an operator's session.</summary>
internal static class MessageApi
{
    private const string Tag = "Messages";

    public static void MapMessageApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOperatorApi("messages.csv").WithTags(Tag).DescribeFilter().MapGet("", MessageCsv.WriteAsync).AddEndpointFilter(ExportPlaces.FilterAsync).WithName("exportMessages").Refuses(404, 429).TakesQuery("numbers", "masked, or whole for support and above.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv").WithSummary("The messages of a filter as CSV, masked unless numbers=whole.");
        var messages = routes.MapOperatorApi("messages").WithTags(Tag);
        messages.MapGet("", ListAsync).WithName("listMessages").Refuses(404, 429).DescribeFilter().Produces<MessageList>().WithSummary("Messages, newest first; the filters are those of the console's page.");
        messages.MapGet("{id:long}", FindAsync).WithName("findMessage").WithSummary("One message with everything that happened to it.")
            .WithDescription("Answers of core and provider are there when something was wrong, masked; their text only for support and above.").Produces<MessageDetail>().Refuses(404);
        var acts = messages.MapGroup("{id:long}").RequireAuthorization(Policies.Support).Refuses(404, 413);
        acts.MapPost("resend", ResendAsync).WithName("resendMessage").TakesJson<ActRequest>().Produces<Acted>().Refuses(409).WithSummary("Queues a message anew.");
        acts.MapPost("cancel", CancelAsync).WithName("cancelMessage").TakesJson<ActRequest>().Produces<Acted>().Refuses(409).WithSummary("Cancels a message that waits.");
        acts.MapPost("reveal", RevealAsync).WithName("revealNumber").TakesJson<ActRequest>().Produces<Revealed>().WithSummary("The whole number, for a minute; the reason goes on the audit.");
        acts.MapPost("notes", NoteAsync).WithName("addNote").TakesJson<ActRequest>().Produces(StatusCodes.Status204NoContent).WithSummary("Adds a note.");
    }

    /// <summary>The parameters of <see cref="MessageFilter"/>, which reads the query string itself.</summary>
    private static TBuilder DescribeFilter<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.TakesQuery("q", "A number in any spelling or its last digits, a name, a client, a loan, an account, a receipt, an event, a provider's or a webhook's id, a part of the text.")
            .TakesQuery("status", "A message's status.")
            .TakesQuery("tenant", "The tenant's identifier in the core; absent: all that may be seen.")
            .TakesQuery("event", "Entity and action, as in LOAN REPAYMENT.")
            .TakesQuery("reason", "A reason code.")
            .TakesQuery("day", "A date such as 2026-11-21: all of that day, in your time zone.")
            .TakesQuery("when", $"One of {string.Join(", ", TimeChoices.All.Select(choice => choice.Value))}.")
            .TakesQuery("from", "ISO 8601.")
            .TakesQuery("to", "ISO 8601.")
            .TakesQuery("before", "Only older than this message.")
            .TakesQuery("after", "Only newer than this message.")
            .TakesQuery("limit", $"1 to {MessageFilter.LargestLimit}; {MessageFilter.DefaultLimit} when absent.");

    /// <param name="held">What holds up all SMS of its tenant, in words; null: nothing does.</param>
    public static MessageItem Item(MessageRow row, string tenant, string? held) => new(
        row.EventId, row.At, row.Status.Name(), row.MaskedTo, row.ClientId, row.LoanId, row.EventName, tenant, row.TextStart, row.Segments,
        row.Attempts, held is null && row.Status is MessageStatus.Queued or MessageStatus.Sending ? row.NextAt : null, row.Reason,
        held ?? MessageAdvice.ShortFor(row.Status, row.Reason, row.Provider, row.ErrorCode), row.ErrorCode, row.ProviderId, StoredTime.At(row.SentAt), StoredTime.At(row.FinalAt), row.Matches.Count == 0 ? null : row.Matches);

    private static async Task<IResult> ListAsync(
        HttpContext context, ConsoleRequest consoleRequest, MessageListQueries queries, NumberSearches searches, TenantStandings standings, CancellationToken cancellationToken)
    {
        if (MessageFilter.Parse(context.Request.Query, consoleRequest.ZoneOrUtc, out var problem) is not { } filter)
        {
            return Problems.BadRequest(problem!.Value.Field, problem.Value.Detail);
        }

        if (await consoleRequest.IsNoTenantAsync(filter.Tenant, cancellationToken))
        {
            return Problems.NoSuchTenant(filter.Tenant!);
        }

        var tenants = await consoleRequest.TenantsAsync(cancellationToken);
        if (await searches.CountAsync(context.Caller(), filter, tenants) is { } rest)
        {
            return TooManyNumbers(context, rest);
        }

        var page = await queries.ListAsync(filter.For(consoleRequest.Operator), tenants, cancellationToken);
        var names = tenants.ToDictionary(tenant => tenant.Id, tenant => tenant.Identifier);
        return TypedResults.Json(
            new MessageList([.. page.Rows.Select(row => Item(row, names[row.TenantId], standings.ShortOf(row.TenantId, row.Status)))], page.Older is { } older ? "/api/messages" + (filter with { Before = older, After = null }).ToQuery() : null,
                await queries.NotKeptAsync(filter, tenants, cancellationToken)),
            ConsoleJson.Readable.MessageList);
    }

    public static IResult TooManyNumbers(HttpContext context, TimeSpan rest) => Problems.TooMany(context, rest, NumberSearches.Refusal, "Too many numbers.");

    private static async Task<IResult> FindAsync(long id, ConsoleRequest consoleRequest, MessageDetailQueries queries, CancellationToken cancellationToken)
    {
        var tenants = await consoleRequest.TenantsAsync(cancellationToken);
        if (await queries.FindAsync(id, tenants, consoleRequest.Operator?.Scope.IsAll == true, cancellationToken) is not { } details)
        {
            return NoSuchMessage();
        }

        var advice = details.Advice;
        return TypedResults.Json(
            new MessageDetail(
                MessageSentence.Plain(MessageSentence.Of(details.State, consoleRequest.Now)), advice.Tell, advice.Do, details.Tenant, details.Record.History.ToDetail(details.Costs),
                [.. details.Record.OfClient.Select(row => row.EventId)], [.. details.Record.OfLoan.Select(row => row.EventId)], [.. details.Record.Twins.Select(twin => twin.EventId)],
                [.. details.Record.Notes.Select(note => new MessageNote(note.Author, StoredTime.At(note.At), note.Text))],
                details.Record.Hook.LookupMs, details.Record.Hook.TraceId, [.. details.Record.Answers.Select(answer => Answer(answer, consoleRequest.MayDo(OperatorRole.Support)))], details.Record.KeptFrom),
            ConsoleJson.Readable.MessageDetail);
    }

    private static PeerAnswerView Answer(PeerAnswerRow row, bool withBody) =>
        new(row.Peer, StoredTime.At(row.At), row.Times, row.Took, row.HttpStatus, withBody ? row.Body : null);

    private static Task<IResult> ResendAsync(long id, HttpContext context, ConsoleRequest consoleRequest, MessageActions actions) =>
        ActAsync(id, context, consoleRequest, actions, async (message, request) =>
            (await actions.ResendAsync(context.Actor(), message, new ResendRules(request.Force, request.Again), MessageActions.Words(request.Reason))).Problem is { } problem
                ? Problems.Conflict(problem)
                : TypedResults.Json(new Acted(MessageStatus.Queued.Name()), ConsoleJson.Readable.Acted));

    private static Task<IResult> CancelAsync(long id, HttpContext context, ConsoleRequest consoleRequest, MessageActions actions) =>
        ActAsync(id, context, consoleRequest, actions, async (message, request) =>
            (await actions.CancelAsync(context.Actor(), message, MessageActions.Words(request.Reason))).Problem is { } problem
                ? Problems.Conflict(problem)
                : TypedResults.Json(new Acted(Reasons.Cancelled), ConsoleJson.Readable.Acted));

    private static Task<IResult> RevealAsync(long id, HttpContext context, ConsoleRequest consoleRequest, MessageActions actions) =>
        ActAsync(id, context, consoleRequest, actions, async (message, request) => MessageActions.Words(request.Reason) is not { } reason
            ? Problems.BadRequest("reason", "Say why: it goes on the audit.")
            : await actions.RevealAsync(context.Actor(), message, reason) is { } number
                ? TypedResults.Json(new Revealed(number, (int)MessageActions.RevealFor.TotalSeconds), ConsoleJson.Readable.Revealed)
                : Problems.NotFound("This message has no number."));

    private static Task<IResult> NoteAsync(long id, HttpContext context, ConsoleRequest consoleRequest, MessageActions actions) =>
        ActAsync(id, context, consoleRequest, actions, async (message, request) =>
        {
            if (request.Text?.Trim() is not { Length: > 0 and <= MessageActions.LongestNote } text)
            {
                return Problems.BadRequest("text", $"A note has 1 to {MessageActions.LongestNote} characters.");
            }

            await actions.NoteAsync(context.Actor(), message, text);
            return TypedResults.NoContent();
        });

    private static async Task<IResult> ActAsync(
        long id, HttpContext context, ConsoleRequest consoleRequest, MessageActions actions, Func<MessageOwner, ActRequest, Task<IResult>> act)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ConsoleJson.Default.ActRequest, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        var tenants = await consoleRequest.TenantsAsync(context.RequestAborted);
        return await actions.FindAsync(id, tenants, context.RequestAborted) is { } message
            ? await act(message, request ?? new ActRequest(null, Force: false, Again: false, null))
            : NoSuchMessage();
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult NoSuchMessage() => Problems.NotFound("There is no such message.");
}
