using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace SmsBridge.Simulator.Twilio;

/// <summary>What an API request is answered with.</summary>
internal readonly record struct StandInAnswer(int HttpStatus, ReadOnlyMemory<byte> Body)
{
    public static StandInAnswer Error(int httpStatus, int code, string message) =>
        new(httpStatus, StandInJson.Error(httpStatus, code, message));
}

/// <summary>The four resources of Twilio's API (twilio.md 1), without HTTP around them.</summary>
internal sealed class StandInApi(
    StandInMessages messages, StandInCounters counters, StandInFaults faults, TimeProvider time, Action<StandInMessage> created)
{
    private const string Root = "/2010-04-01/Accounts/";
    private const int DefaultPageSize = 50;
    private const int LargestPageSize = 1000;

    private static readonly StandInAnswer NotFound = StandInAnswer.Error(404, 20404, "The requested resource was not found");
    private static readonly StandInAnswer Unauthorized = StandInAnswer.Error(401, 20003, "Authenticate");

    public ConcurrentDictionary<string, StandInCredential> Credentials { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, StandInOutcome> Outcomes { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, StandInError> Refusals { get; } = new(StringComparer.Ordinal);

    public StandInAnswer Handle(string method, string path, string query, string? authorization, string body)
    {
        if (authorization is null || !Credentials.TryGetValue(authorization, out var credential))
        {
            counters.Refused();
            return Unauthorized;
        }

        var account = credential.Account;
        if (!path.StartsWith(Root + account.Sid, StringComparison.Ordinal))
        {
            return NotFound;
        }

        var resource = path[(Root.Length + account.Sid.Length)..];
        return (method, resource) switch
        {
            ("GET", ".json") => FetchAccount(credential),
            _ when account.Status != "active" => StandInAnswer.Error(403, 20005, "Account not active"),
            ("POST", "/Messages.json") => Create(account, StandInForm.Parse(body)),
            ("GET", "/Messages.json") => List(account, path, StandInForm.Parse(query)),
            ("GET", "/IncomingPhoneNumbers.json") => Numbers(account, path, query),
            _ when resource.StartsWith("/Messages/", StringComparison.Ordinal) && resource.EndsWith(".json", StringComparison.Ordinal) =>
                One(method, account, resource["/Messages/".Length..^".json".Length], body),
            _ => NotFound,
        };
    }

    private StandInAnswer FetchAccount(StandInCredential credential)
    {
        counters.Account();
        return credential.IsStandardKey ? Unauthorized : new StandInAnswer(200, StandInJson.Account(credential.Account));
    }

    private StandInAnswer Create(StandInAccount account, StandInForm form)
    {
        counters.Create();
        var refusal = StandInRules.Check(account, form) ?? Refusals.GetValueOrDefault(form["To"]!);
        if (refusal is not null)
        {
            return StandInAnswer.Error(refusal.HttpStatus, refusal.Code, refusal.Message);
        }

        var (to, text) = (form["To"]!, form["Body"]!);
        var message = new StandInMessage(account, $"SM{Guid.NewGuid():N}", time.GetUtcNow())
        {
            To = to,
            Body = text,
            Segments = StandInSegments.Count(text).ToString(CultureInfo.InvariantCulture),
            StatusCallback = form["StatusCallback"],
            Outcome = Outcomes.GetValueOrDefault(to) ?? StandInOutcome.Delivered,
        };

        if (form["MessagingServiceSid"] is { Length: > 0 } service)
        {
            message.SendThrough(service);
        }
        else
        {
            message.SendFrom(form["From"]!);
        }

        var answer = new StandInAnswer(201, StandInJson.Message(message));
        messages.Add(message);
        counters.Accept();
        created(message);
        return answer;
    }

    private StandInAnswer List(StandInAccount account, string path, StandInForm query)
    {
        counters.List();
        var found = messages.NewestFirst(account.Sid, query["To"]).Where(StandInFilter.From(query)).Where(IsListed).ToList();
        var size = int.TryParse(query["PageSize"], CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, LargestPageSize) : DefaultPageSize;
        var index = int.TryParse(query["Page"], CultureInfo.InvariantCulture, out var number) ? Math.Max(number, 0) : 0;

        // The token names the last message seen: newer ones arriving meanwhile do not shift the pages.
        var start = query["PageToken"] is { Length: > 2 } token ? found.FindIndex(message => message.Sid == token[2..]) + 1 : 0;
        var page = found.Skip(start).Take(size).ToList();
        var next = start + page.Count < found.Count ? Link(path, query, size, index + 1, "PA" + page[^1].Sid) : null;

        return new StandInAnswer(200, StandInJson.Messages(page, new StandInPage(
            index, size, Link(path, query, size, index, query["PageToken"]), Link(path, query, size, 0, token: null), next)));
    }

    private bool IsListed(StandInMessage message) =>
        faults.ListLag?.Invoke(message.To, message.Body) is not { } lag || message.CreatedAt + lag <= time.GetUtcNow();

    private StandInAnswer One(string method, StandInAccount account, string sid, string body)
    {
        if (messages.Find(account.Sid, sid) is not { } message)
        {
            return NotFound;
        }

        if (method == "GET")
        {
            counters.Fetch();
            return new StandInAnswer(200, StandInJson.Message(message));
        }

        counters.Update();
        if (!message.IsFinished)
        {
            return StandInAnswer.Error(409, 20009, "The message is not finished yet.");
        }

        switch (method)
        {
            case "DELETE":
                messages.Delete(message);
                return new StandInAnswer(204, ReadOnlyMemory<byte>.Empty);
            case "POST" when StandInForm.Parse(body)["Body"] is "":
                message.Body = string.Empty;
                return new StandInAnswer(200, StandInJson.Message(message));
            default:
                return StandInAnswer.Error(400, 20001, "Only the redaction of the body is supported.");
        }
    }

    private StandInAnswer Numbers(StandInAccount account, string path, string query)
    {
        counters.Number();
        var wanted = StandInForm.Parse(query)["PhoneNumber"] ?? string.Empty;
        var numbers = account.Numbers
            .Where(number => number.Key.Contains(wanted, StringComparison.Ordinal)) // parts of a number match too
            .OrderBy(number => number.Key, StringComparer.Ordinal)
            .ToList();
        var uri = path + query;
        return new StandInAnswer(200, StandInJson.Numbers(account, numbers, new StandInPage(0, DefaultPageSize, uri, uri, NextUri: null)));
    }

    private static string Link(string path, StandInForm query, int size, int index, string? token)
    {
        var link = new StringBuilder(path).Append('?');
        foreach (var name in StandInFilter.Names.Where(name => query[name] is not null))
        {
            link.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(query[name]!)).Append('&');
        }

        link.Append(CultureInfo.InvariantCulture, $"PageSize={size}&Page={index}");
        return token is null ? link.ToString() : link.Append("&PageToken=").Append(token).ToString();
    }
}
