using SmsBridge.Web.Description;

namespace SmsBridge.Insight.EventLog;

/// <summary>What the document says of the record.</summary>
internal static class EventLogDescription
{
    public static RouteGroupBuilder DescribeLog(this RouteGroupBuilder events) =>
        events.WithTags("Event log").Proves(Schemes.AnyApiKey).Refuses(401, 429, 503);

    public static RouteHandlerBuilder DescribeList(this RouteHandlerBuilder route) =>
        route.Describe("listTenantEvents", "The tenant's hooks and what became of each, newest first.", "A parameter that can not be understood is refused, never ignored. A page may have fewer events than the limit, or none, and still a next one, as each looks through a few thousand events and no more: the last page is the one without next.")
            .TakesQuery("limit", $"1 to {EventFilter.LargestLimit}; {EventFilter.DefaultLimit} when absent.")
            .TakesQuery("before", "Only events older than this one; next of the answer has it.")
            .TakesQuery("status", "A message's status, or duplicate, ignored or refused.")
            .TakesQuery("mobile", "Only SMS to this number, in any spelling.")
            .TakesQuery("from", "ISO 8601, UTC unless it says otherwise.")
            .TakesQuery("to", "ISO 8601, UTC unless it says otherwise.")
            .Produces<EventPage>().Refuses(400);

    public static RouteHandlerBuilder DescribeResend(this RouteHandlerBuilder route) =>
        route.Describe("resendTenantEvents", "Queues events anew: those given, or with none given all that failed.", "What may have left is left alone unless force says otherwise.")
            .TakesJson<ResendRequest>().Produces<ResendAnswer>().Refuses(400, 413);
}
