using System.CommandLine;
using SmsBridge.Texts;

namespace SmsBridge.CommandLine;

/// <summary>The options of <c>text set</c> that say what a draft is registered under.</summary>
internal sealed class RegisteredOptions
{
    private readonly Option<string?> _id = new("--template-id") { HelpName = "ID", Description = "With --text: the number of the content template that the words are registered under (India: DLT)." };
    private readonly Option<string?> _entity = new("--entity-id") { HelpName = "ID", Description = "With --template-id: the number of the registered entity." };
    private readonly Option<string?> _header = new("--header-id") { HelpName = "ID", Description = "With --template-id: the number of the registered header, where a gateway wants it." };
    private readonly Option<string?> _pattern = new("--pattern") { HelpName = "TEMPLATE", Description = "With --template-id: the template as it was registered, with {#var#} where values stand." };
    private readonly Option<bool> _none = new("--no-template") { Description = "With --text: the words are not registered any more." };

    public Command AddTo(Command command)
    {
        foreach (var option in (Option[])[_id, _entity, _header, _pattern, _none])
        {
            command.Options.Add(option);
        }

        return command;
    }

    /// <returns>Null: nothing was said, so it stays as it is; an empty one: none any more.</returns>
    public RegisteredTemplate? Of(ParseResult parsed)
    {
        var said = new RegisteredTemplate { Id = parsed.GetValue(_id), EntityId = parsed.GetValue(_entity), HeaderId = parsed.GetValue(_header), Pattern = parsed.GetValue(_pattern) };
        return said.OrNone is not null ? said : parsed.GetValue(_none) ? new RegisteredTemplate() : null;
    }
}
