using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Shell;

/// <summary>One request to the console: who asks, what they may see, how they want to see it.</summary>
internal sealed class ConsoleRequest(IHttpContextAccessor accessor, OperatorTenants scope, FormDrafts drafts, TimeProvider time)
{
    public const string ThemeCookie = "smsbridge-theme";

    /// <summary>In it the script says where the browser is.</summary>
    public const string ZoneCookie = "smsbridge-zone";

    private IReadOnlyList<ScopedTenant>? _tenants;

    public HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("The console is rendered within a request.");

    /// <summary>Null on the pages before the sign-in. Who has chosen no time zone has the browser's, from the second page on.</summary>
    public SignedInOperator? Operator =>
        SignedInOperator.From(Context.User) is { TimeZone: null } who ? who with { TimeZone = BrowsersZone } : SignedInOperator.From(Context.User);

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>Where the person at the screen is; null: only the browser knows, and a script puts the times right.</summary>
    public TimeZoneInfo? Zone => Operator?.TimeZone is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;

    /// <summary>Whose days those in an address are.</summary>
    public TimeZoneInfo ZoneOrUtc => Zone ?? TimeZoneInfo.Utc;

    /// <summary>"today", and whose, where it is not the reader's own.</summary>
    public string Today => Zone is null ? "today (UTC)" : "today";

    /// <summary><c>light</c>, <c>dark</c>, or null: as the system is set.</summary>
    public string? Theme => Context.Request.Cookies[ThemeCookie] is "light" or "dark" ? Context.Request.Cookies[ThemeCookie] : null;

    private string? BrowsersZone => Context.Request.Cookies[ZoneCookie] is { } zone && TimeZones.Knows(zone) ? zone : null;

    /// <summary>Path and query of the page that is shown, to come back to.</summary>
    public string Here => $"{Context.Request.PathBase}{Context.Request.Path}{Context.Request.QueryString}";

    /// <summary>Where the reader reaches the bridge: better than nothing for others where no public address is set, and often right.</summary>
    public string Root => $"{Context.Request.Scheme}://{Context.Request.Host}{Context.Request.PathBase}";

    /// <summary>The page without its query, encoded, as an address on this host.</summary>
    public string Path => "/" + Context.Request.PathBase.Add(Context.Request.Path).ToUriComponent().TrimStart('/');

    /// <summary>What was typed into a form that could not be taken; empty: nothing was.</summary>
    public string Kept(string field) => Draft?.GetValueOrDefault(field) ?? "";

    /// <summary>What was typed into a form of several on a page.</summary>
    /// <param name="form">Its name.</param>
    /// <param name="otherwise">What the field shows when nothing was.</param>
    public string? Kept(string form, string field, string? otherwise) =>
        Draft is { } draft && draft.GetValueOrDefault(Handler) == form && draft.TryGetValue(field, out var typed) ? typed : otherwise;

    private const string Handler = "_handler";

    private IReadOnlyDictionary<string, string>? Draft => drafts.Find(Operator?.Id, Context.Request.Query[FormDrafts.Name]);

    /// <summary>404 with the page that says so. Only when the answer starts: one that says so earlier is thrown away for the programs' problem answer.</summary>
    public void AnswerNotFound()
    {
        var response = Context.Response;
        response.OnStarting(() =>
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    /// <summary>303: the browser loads the page anew, and a form that was sent is not sent again with it.</summary>
    public void AnswerSeeOther() => AnswerSeeOther(Path);

    /// <param name="location">Where to, with the path base.</param>
    public void AnswerSeeOther(string location)
    {
        var response = Context.Response;
        response.OnStarting(() =>
        {
            (response.StatusCode, response.Headers.Location) = (StatusCodes.Status303SeeOther, location);
            return Task.CompletedTask;
        });
    }

    public bool MayDo(OperatorRole role) => Operator?.MayDo(role) == true;

    /// <summary>Every tenant this operator may see, deleted ones too: what was sent for them is still asked about. By name.</summary>
    public async Task<IReadOnlyList<ScopedTenant>> TenantsAsync(CancellationToken cancellationToken) =>
        _tenants ??= await scope.ListAsync(Operator?.Scope ?? TenantScope.Of([]), cancellationToken);

    /// <summary>A tenant that is asked for by name, and that this operator can not see.</summary>
    /// <param name="tenant">Null: all are asked for.</param>
    public async Task<bool> IsNoTenantAsync(string? tenant, CancellationToken cancellationToken) =>
        tenant is not null && (await TenantsAsync(cancellationToken)).All(known => known.Identifier != tenant);
}
