using System.CommandLine;
using System.Text.Json;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>A recipe on the command line: a file, and an option for each <see cref="RecipeKey"/> that overrides the file.</summary>
internal sealed class RecipeOptions
{
    private const string Nothing = "{}"; // the text without a file
    private readonly Option<string?> file = new("--recipe") { Description = "JSON file with a recipe; other options override it." };
    private readonly PreprocessingOptions preprocessing = new();
    private readonly Dictionary<string, (Option Option, Func<ParseResult, object?> Read)> options;

    /// <summary>The options of a verb.</summary>
    /// <param name="verb"><c>train</c>, or <c>retrain</c>, which has network, seed and share of held-out pictures from the bundle.</param>
    public RecipeOptions(string verb) =>
        options = RecipeKey.All.Where(key => key.IsOptionOf(verb)).ToDictionary(key => key.Name, Create);

    /// <summary>All options, the file first.</summary>
    public IEnumerable<Option> All => [file, .. preprocessing.All, .. options.Values.Select(option => option.Option)];

    /// <summary>The recipe of the command line; checked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usual">The defaults without a file.</param>
    /// <exception cref="UsageException">Neither a file nor an architecture is named, or a value is out of range.</exception>
    /// <exception cref="InputException">The file is not usable.</exception>
    public WantedRecipe Read(ParseResult parsed, Recipe usual)
    {
        string? path = parsed.GetValue(file);
        if (path is null && Value(parsed, "arch") is null)
        {
            throw new UsageException("train: needs --arch or --recipe");
        }

        string text = path is null ? Nothing : StrictJson.ReadText(path);
        return Override(path is null ? usual : StrictJson.Parse<Recipe>(text, path).Validated(path), text, parsed);
    }

    /// <summary>Whether the command line has a recipe file.</summary>
    public bool NamesFile(ParseResult parsed) => parsed.GetValue(file) is not null;

    /// <summary>Whether the command line changes how a retraining trains.</summary>
    public bool SaysHowToTrain(ParseResult parsed) => All.Any(option => option.Name != "--max-recall-drop" && parsed.GetResult(option) is { Implicit: false });

    /// <summary>The recipe of a retraining: the file's, or a gentle form of the bundle's, with the options of the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="bundle">The old model.</param>
    /// <param name="fineTune">Whether the whole network learns.</param>
    /// <exception cref="UsageException">A value is out of range, or a file conflicts with <paramref name="fineTune"/>.</exception>
    /// <exception cref="InputException">The file or the bundle's recipe is not usable.</exception>
    public WantedRecipe ReadForRetraining(ParseResult parsed, ModelBundle bundle, bool fineTune)
    {
        string? path = parsed.GetValue(file);
        if (fineTune && path is not null)
        {
            throw new UsageException("--fine-tune: the recipe's frozen_stages decides what learns; leave out one of the two");
        }

        string text = path is null ? Nothing : StrictJson.ReadText(path);
        return Override(path is null ? RetrainRecipe.From(bundle, fineTune) : RetrainRecipe.Read(text, path, bundle), text, parsed);
    }

    private WantedRecipe Override(Recipe given, string fileText, ParseResult parsed)
    {
        PictureSize? size = parsed.GetValue(preprocessing.ImageSize);
        Recipe recipe = given with
        {
            ImageSize = size?.Width ?? given.ImageSize,
            ImageHeight = size is null ? given.ImageHeight : size.Value.Height == size.Value.Width ? null : size.Value.Height,
            Crop = parsed.GetValue(preprocessing.Crop) ?? given.Crop,
            Resize = parsed.GetValue(preprocessing.Resize) ?? given.Resize,

            // Logit adjustment replaces the balanced sampling of a bundle's recipe: both correct the same imbalance.
            BalancedSampling = given.BalancedSampling && Value(parsed, "logit_adjustment") is not > 0.0,
        };
        foreach (RecipeKey key in RecipeKey.All)
        {
            if (Value(parsed, key.Name) is object value)
            {
                key.Set(recipe, value);
            }
        }

        using JsonDocument written = JsonDocument.Parse(fileText);
        return new WantedRecipe(recipe.Validated(file: null), Chooses("batch"), Chooses("lr"));

        bool Chooses(string key) => Value(parsed, key) is not null || written.RootElement.TryGetProperty(key, out _);
    }

    private object? Value(ParseResult parsed, string key) => options.TryGetValue(key, out (Option Option, Func<ParseResult, object?> Read) option) ? option.Read(parsed) : null;

    private static (Option Option, Func<ParseResult, object?> Read) Create(RecipeKey key) => Type.GetTypeCode(key.Type) switch
    {
        TypeCode.Int32 => Readable(new Option<int?>(key.Option), key),
        TypeCode.Int64 => Readable(new Option<long?>(key.Option), key),
        TypeCode.Double => Readable(new NumberOption<double?>(key.Option), key),
        TypeCode.Boolean => Readable(new Option<bool?>(key.Option), key),
        TypeCode.String => Readable(new Option<string?>(key.Option), key),
        _ => throw new NotSupportedException($"{key.Name}: an option of type {key.Type.Name}"),
    };

    private static (Option Option, Func<ParseResult, object?> Read) Readable<T>(Option<T> option, RecipeKey key)
    {
        option.Description = key.Help;
        return (option, parsed => parsed.GetValue(option));
    }
}
