using SmsBridge.Core.DataTables;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts.DataTables;

namespace SmsBridge.TenantTexts.ClientLanguages;

/// <summary>By what each client's language is found. Scope, checks and audit are here.</summary>
internal sealed class LanguageVerbs(TenantAccess tenants, DataTableStore store, TextDirectory texts, AuditLog audit)
{
    /// <summary>Values of the column.</summary>
    public const int MostValues = 100;

    public const int MostOffices = 500;

    private const int LongestValue = 200;

    /// <summary>In place of what was set; nothing at all: every client is written to in the tenant's language.</summary>
    public Task<Outcome> SetAsync(Caller caller, string identifier, LanguageChoiceRequest request) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            var (values, offices) = (request.Values ?? [], request.Offices ?? []);
            var variable = string.IsNullOrWhiteSpace(request.Variable) ? null : request.Variable.Trim();
            if ((FaultIn(tenant, variable, values) ?? LanguageFault(values, "values", MostValues) ?? LanguageFault(offices, "offices", MostOffices)) is { } fault)
            {
                return fault;
            }

            var before = WordsOf(texts.ChoiceOf(tenant.Id));
            var choice = variable is null && offices.Count == 0 ? null : new LanguageChoice(variable, values, offices);
            if (await store.SetChoiceAsync(tenant.Id, choice) is { } against)
            {
                return new Outcome.Refused(against, "variable");
            }

            await texts.ReloadAsync(CancellationToken.None);
            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Text, before: before, after: WordsOf(choice)));
            return new Outcome.Done($"Clients of {tenant.Identifier} are written to {WordsOf(choice)}.");
        }, ownToo: true);

    public LanguageChoiceView Show(Tenant tenant) => LanguageChoiceView.Of(tenant.Identifier, texts.LanguageOf(tenant.Id), texts.ChoiceOf(tenant.Id));

    private Outcome.Refused? FaultIn(Tenant tenant, string? variable, Dictionary<string, string> values) =>
        variable is null ? values.Count == 0 ? null : new Outcome.Refused("Say which column has these values: variable, as in kyc.mothertongue.", "variable")
        : values.Count == 0 ? new Outcome.Refused("Say which language a value means: values, as in {\"Kiswahili\":\"sw\"}.", "values")
        : texts.TablesOf(tenant.Id) is var tables && tables.FindColumn(variable) is null
            ? new Outcome.Refused($"There is no column {variable}. Columns are named as in texts, table and column with a dot between; set the data table first.", "variable")
        : tables.Find(variable.Split('.')[0])!.Subject != TableSubject.Client ? new Outcome.Refused($"{variable} is not of a client. Take a column of a data table of clients.", "variable")
        : null;

    private static Outcome.Refused? LanguageFault(Dictionary<string, string> languages, string field, int most) =>
        languages.Count > most ? new Outcome.Refused($"At most {most} are kept: {field}.", field)
        : languages.Any(static each => string.IsNullOrWhiteSpace(each.Key) || each.Key.Length > LongestValue) ? new Outcome.Refused($"Each of {field} has 1 to {LongestValue} characters.", field)
        : languages.FirstOrDefault(static each => each.Value is null || !TextVerbs.IsLanguage(each.Value)) is { Key: not null } wrong ? new Outcome.Refused($"{wrong.Key}: {TextVerbs.LanguageWords}", field)
        : languages.GroupBy(static each => LanguageChoice.Plain(each.Key), StringComparer.Ordinal).FirstOrDefault(static group => group.Select(static each => each.Value).Distinct(StringComparer.Ordinal).Skip(1).Any()) is { } twice
            ? new Outcome.Refused($"{twice.First().Key} stands for two languages. Large and small letters make no difference.", field)
        : null;

    private static string WordsOf(LanguageChoice? choice) =>
        choice is null ? "in the tenant's language"
        : string.Join("; ", new[]
        {
            choice.Variable is null ? null : $"by {choice.Variable}: {string.Join(", ", choice.Values.Select(static each => $"{each.Key} {each.Value}"))}",
            choice.Offices.Count == 0 ? null : $"by office: {string.Join(", ", choice.Offices.Select(static each => $"{each.Key} {each.Value}"))}",
        }.OfType<string>()) + "; else in the tenant's language";
}
