using System.CommandLine;
using SmsBridge.Operators;
using SmsBridge.TenantTexts.ClientLanguages;
using SmsBridge.TenantTexts.DataTables;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge text table …</c> and <c>text client-language …</c>: what texts can name of the core's data tables, and each client's language.</summary>
internal static class DataTableCommands
{
    public static Command Tables(VerbHost host) =>
        new("table", "Data tables of the tenant's core that its texts can name.") { List(host), Set(host), Remove(host) };

    public static Command Language(VerbHost host) =>
        new("client-language", "By what each client's language is found: a column of a data table, the client's office, else the tenant's.") { ShowLanguage(host), SetLanguage(host) };

    private static Command List(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        return host.Define(new Command("list", "The data tables, and how texts spell their columns.") { id }, async (call, cancellationToken) =>
        {
            var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            call.Output.Result(call.Service<DataTableVerbs>().List(tenant), ResultJson.Of.DataTableListView, list =>
            {
                if (list.Tables.Count == 0)
                {
                    call.Output.Line($"Texts of {list.TenantId} can name no data table.");
                    return;
                }

                call.Output.Table(["Variable", "Data table", "Of", "Column", "Kind"], list.Tables.SelectMany(
                    table => table.Columns.Select(column => new[] { $"{{{{{column.Variable}}}}}", table.Table, table.Of, column.Column, column.Kind })));
            });
            return ExitCodes.Done;
        });
    }

    private static Command Set(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), Name());
        var table = new Option<string>("--table") { HelpName = "TABLE", Description = "Its name in the core.", Required = true };
        var columns = new Option<string[]>("--column") { HelpName = "COLUMN", Description = "Its name in the core; may be given again. All that can be told in words when none is given." };
        return host.Define(new Command("set", "Lets texts name a data table, or reads its columns anew. The core is asked.") { id, name, table, columns }, async (call, cancellationToken) =>
        {
            var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            var request = new DataTableRequest { Table = call.Parsed.GetRequiredValue(table), Columns = call.Parsed.GetValue(columns) is { Length: > 0 } named ? named : null };
            return TextChangeCommands.Tell(
                call, tenant.Identifier, await call.Service<DataTableVerbs>().SetAsync(Caller.CommandLine, tenant.Identifier, call.Parsed.GetRequiredValue(name), request, cancellationToken));
        });
    }

    private static Command Remove(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), Name());
        return host.Define(new Command("remove", "Texts can name the data table no more.") { id, name }, async (call, cancellationToken) =>
        {
            var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            return TextChangeCommands.Tell(
                call, tenant.Identifier, await call.Service<DataTableVerbs>().RemoveAsync(Caller.CommandLine, tenant.Identifier, call.Parsed.GetRequiredValue(name)));
        });
    }

    private static Command ShowLanguage(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        return host.Define(new Command("show", "By what each client's language is found.") { id }, async (call, cancellationToken) =>
        {
            var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            call.Output.Result(call.Service<LanguageVerbs>().Show(tenant), ResultJson.Of.LanguageChoiceView, view => Tell(call.Output, view));
            return ExitCodes.Done;
        });
    }

    private static Command SetLanguage(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var variable = new Option<string?>("--variable") { HelpName = "VARIABLE", Description = "A column of a data table of clients, as texts spell it: kyc.mothertongue." };
        var values = new Option<string[]>("--value") { HelpName = "VALUE=LANGUAGE", Description = "A value of the column, and the language it means: Kiswahili=sw; may be given again." };
        var offices = new Option<string[]>("--office") { HelpName = "OFFICE=LANGUAGE", Description = "An office's name in the core, and the language of its clients; may be given again." };
        var none = new Option<bool>("--none") { Description = "All clients are written to in the tenant's language again." };
        var command = new Command("set", "In place of what was set.") { id, variable, values, offices, none };
        command.Validators.Add(result =>
        {
            var pairs = (result.GetValue(values) ?? []).Concat(result.GetValue(offices) ?? []).ToList();
            if (pairs.Exists(static pair => !pair.Contains('=', StringComparison.Ordinal)))
            {
                result.AddError("A value or an office is written with its language as in --value Kiswahili=sw.");
            }

            if (result.GetValue(none) == (pairs.Count > 0 || result.GetValue(variable) is not null))
            {
                result.AddError("Say one of --variable with --value, --office, and --none.");
            }
        });
        return host.Define(command, async (call, cancellationToken) =>
        {
            var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            var request = new LanguageChoiceRequest { Variable = call.Parsed.GetValue(variable), Values = Pairs(call.Parsed.GetValue(values)), Offices = Pairs(call.Parsed.GetValue(offices)) };
            return TextChangeCommands.Tell(call, tenant.Identifier, await call.Service<LanguageVerbs>().SetAsync(Caller.CommandLine, tenant.Identifier, request));
        });
    }

    private static void Tell(VerbOutput output, LanguageChoiceView view)
    {
        output.Field("Tenant's language", view.Language);
        output.Field("By column", view.Variable);
        foreach (var (value, language) in view.Values)
        {
            output.Field($"  {value}", language);
        }

        output.Field("By office", view.Offices.Count == 0 ? null : "");
        foreach (var (office, language) in view.Offices)
        {
            output.Field($"  {office}", language);
        }
    }

    /// <summary>By the last sign: a value may have one too.</summary>
    private static Dictionary<string, string> Pairs(string[]? pairs) =>
        (pairs ?? []).Select(static pair => (Value: pair[..pair.LastIndexOf('=')], Language: pair[(pair.LastIndexOf('=') + 1)..]))
            .GroupBy(static pair => pair.Value, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.Last().Language, StringComparer.Ordinal);

    private static Argument<string> Name() => new("NAME") { Description = "As texts spell it: small letters and digits, e.g. kyc." };
}
