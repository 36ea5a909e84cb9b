using System.CommandLine;
using System.Text.Json;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Training;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>A recipe on the command line: a file, and options that override what it says.</summary>
internal sealed class RecipeOptions
{
    private const string Nothing = "{}"; // what is written where there is no file
    private readonly Option<string?> file = new("--recipe") { Description = "JSON file with a recipe; other options override it" };
    private readonly Option<string?> arch = new("--arch") { Description = "network, such as resnet18 or densenet-bc-L40-k12 (a wrong name lists all)" };
    private readonly NumberOption<double?> width = new("--width") { Description = "multiplier of the channel counts" };
    private readonly PreprocessingOptions preprocessing = new();
    private readonly Option<int?> epochs = new("--epochs") { Description = "passes over the training set" };
    private readonly Option<int?> batch = new("--batch") { Description = "images a step" };
    private readonly NumberOption<double?> lr = new("--lr") { Description = "peak learning rate" };
    private readonly NumberOption<double?> weightDecay = new("--weight-decay") { Description = "of convolutions and linear weights" };
    private readonly NumberOption<double?> biasLr = new("--bias-lr") { Description = "multiplier of the learning rate of biases" };
    private readonly NumberOption<double?> labelSmoothing = new("--label-smoothing") { Description = "share of the target that all classes have alike" };
    private readonly NumberOption<double?> emaDecay = new("--ema-decay") { Description = "decay of the average of the weights a step; 0 turns it off" };
    private readonly NumberOption<double?> erase = new("--erase") { Description = "share of the images that lose a random rectangle" };
    private readonly NumberOption<double?> rotate = new("--rotate") { Description = "degrees, either way, that an image is turned at most" };
    private readonly NumberOption<double?> zoom = new("--zoom") { Description = "images are enlarged by up to 1 + this, or made smaller by as much, such as 0.1" };
    private readonly NumberOption<double?> cropScale = new("--crop-scale") { Description = "smallest share of an image's area that a random window keeps, such as 0.3; 0 turns it off" };
    private readonly NumberOption<double?> colorJitter = new("--color-jitter") { Description = "brightness, contrast and saturation change by up to this factor, such as 0.2" };
    private readonly Option<bool?> trivialAugment = new("--trivial-augment") { Description = "one random operation for each image" };
    private readonly NumberOption<double?> mixup = new("--mixup") { Description = "α of mixup, such as 0.2; 0 turns it off" };
    private readonly NumberOption<double?> cutmix = new("--cutmix") { Description = "α of CutMix, such as 1; 0 turns it off" };
    private readonly NumberOption<double?> mixShare = new("--mix-share") { Description = "share of the batches that are mixed" };
    private readonly NumberOption<double?> stochasticDepth = new("--stochastic-depth") { Description = "probability that the last residual block is left out; less for earlier ones" };
    private readonly Option<bool?> zeroGamma = new("--zero-gamma") { Description = "residual blocks begin as the identity" };
    private readonly Option<bool?> dirac = new("--dirac") { Description = "convolutions begin with identity filters" };
    private readonly Option<bool?> balancedSampling = new("--balanced-sampling") { Description = "show every class equally often" };
    private readonly NumberOption<double?> logitAdjustment = new("--logit-adjustment") { Description = "τ of logit adjustment for classes of unequal size, such as 1; 0 turns it off" };
    private readonly NumberOption<double?> layerLrDecay = new("--layer-lr-decay") { Description = "what the learning rate is multiplied by for each stage away from the head" };
    private readonly Option<int?> frozenStages = new("--frozen-stages") { Description = "stages from the stem on that stay as they are, such as 1 for the stem" };
    private readonly Option<bool?> freezeNorms = new("--freeze-norms") { Description = "norms keep the statistics of the weights that the training begins with" };
    private readonly NumberOption<double?> headLr = new("--head-lr") { Description = "multiplier of the learning rate of the head" };
    private readonly NumberOption<double?> maxRecallDrop = new("--max-recall-drop") { Description = "points of recall that a class of the old model may lose for the new one to be promoted" };
    private readonly Option<string?> teacher = new("--teacher") { Description = "bundle whose answers are learned from too; several with commas between them teach together" };
    private readonly NumberOption<double?> teacherWeight = new("--teacher-weight") { Description = "weight of the teacher's answers beside the labels, 0 to 1" };
    private readonly NumberOption<double?> teacherTemperature = new("--teacher-temperature") { Description = "what divides the logits that are compared with the teacher's" };
    private readonly NumberOption<double?> validationShare = new("--validation-share") { Description = "share of the training set that is held out and chooses the best epoch" };
    private readonly Option<string?> precision = new("--precision") { Description = "fp32 or bf16" };
    private readonly Option<long?> seed = new("--seed") { Description = "seed of everything random" };

    /// <summary>Those of a training from the start.</summary>
    public IEnumerable<Option> All => [file, arch, width, .. Common, zeroGamma, dirac, validationShare, seed];

    /// <summary>Those of a retraining, which takes network, seed and share of held-out pictures from the bundle.</summary>
    public IEnumerable<Option> OfRetraining => [file, .. Common, maxRecallDrop];

    private IEnumerable<Option> Common =>
    [
        preprocessing.ImageSize, preprocessing.Crop, preprocessing.Resize, epochs, batch, lr, weightDecay, biasLr, labelSmoothing, emaDecay, erase, rotate, zoom, cropScale, colorJitter, trivialAugment, mixup, cutmix, mixShare, stochasticDepth,
        balancedSampling, logitAdjustment, layerLrDecay, frozenStages, freezeNorms, headLr, teacher, teacherWeight, teacherTemperature, precision,
    ];

    /// <summary>The recipe that the command line asks for, every field checked.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usual">What holds where no file is named.</param>
    /// <exception cref="UsageException">Neither a file nor an architecture is named, or a value is out of its range.</exception>
    /// <exception cref="InputException">The file is not usable.</exception>
    public WantedRecipe Read(ParseResult parsed, Recipe usual)
    {
        string? path = parsed.GetValue(file);
        if (path is null && parsed.GetValue(arch) is null)
        {
            throw new UsageException("train: needs --arch or --recipe");
        }

        string text = path is null ? Nothing : StrictJson.ReadText(path);
        return Override(path is null ? usual : StrictJson.Parse<Recipe>(text, path).Validated(path), text, parsed);
    }

    /// <summary>Whether the command line names a recipe file.</summary>
    public bool NamesFile(ParseResult parsed) => parsed.GetValue(file) is not null;

    /// <summary>Points of recall that a class of the old model may lose.</summary>
    public double MaxRecallDrop(ParseResult parsed) => (new Recipe() with { MaxRecallDrop = parsed.GetValue(maxRecallDrop) ?? new Recipe().MaxRecallDrop }).Validated(file: null).MaxRecallDrop;

    /// <summary>Whether the command line says how a retraining trains.</summary>
    public bool SaysHowToTrain(ParseResult parsed) => OfRetraining.Any(option => option != maxRecallDrop && parsed.GetResult(option) is { Implicit: false });

    /// <summary>The recipe of a retraining: the file's, or the bundle's own made gentle, with what the command line says.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="bundle">The old model.</param>
    /// <param name="fineTune">The whole network learns.</param>
    /// <exception cref="UsageException">A value is out of its range, or a file says what learns as well.</exception>
    /// <exception cref="InputException">The file is not usable, or the bundle's recipe is not.</exception>
    public WantedRecipe ReadForRetraining(ParseResult parsed, ModelBundle bundle, bool fineTune)
    {
        string? path = parsed.GetValue(file);
        if (fineTune && path is not null)
        {
            throw new UsageException("--fine-tune: a recipe says by frozen_stages what learns; leave out one of the two");
        }

        string text = path is null ? Nothing : StrictJson.ReadText(path);
        return Override(path is null ? RetrainRecipe.From(bundle, fineTune) : RetrainRecipe.Read(text, path, bundle), text, parsed);
    }

    private WantedRecipe Override(Recipe given, string fileText, ParseResult parsed)
    {
        // Balanced sampling comes with a bundle's own recipe; whoever asks for the other means does not want both.
        bool? balanced = parsed.GetValue(balancedSampling) ?? (parsed.GetValue(logitAdjustment) > 0 ? false : null);
        PictureSize? size = parsed.GetValue(preprocessing.ImageSize);
        Recipe recipe = (given with
        {
            Arch = parsed.GetValue(arch) ?? given.Arch,
            Width = parsed.GetValue(width) ?? given.Width,
            ImageSize = size?.Width ?? given.ImageSize,
            ImageHeight = size is null ? given.ImageHeight : size.Value.Height == size.Value.Width ? null : size.Value.Height,
            Crop = parsed.GetValue(preprocessing.Crop) ?? given.Crop,
            Resize = parsed.GetValue(preprocessing.Resize) ?? given.Resize,
            Epochs = parsed.GetValue(epochs) ?? given.Epochs,
            Batch = parsed.GetValue(batch) ?? given.Batch,
            Lr = parsed.GetValue(lr) ?? given.Lr,
            WeightDecay = parsed.GetValue(weightDecay) ?? given.WeightDecay,
            BiasLr = parsed.GetValue(biasLr) ?? given.BiasLr,
            LabelSmoothing = parsed.GetValue(labelSmoothing) ?? given.LabelSmoothing,
            EmaDecay = parsed.GetValue(emaDecay) ?? given.EmaDecay,
            Erase = parsed.GetValue(erase) ?? given.Erase,
            Rotate = parsed.GetValue(rotate) ?? given.Rotate,
            Zoom = parsed.GetValue(zoom) ?? given.Zoom,
            CropScale = parsed.GetValue(cropScale) ?? given.CropScale,
            ColorJitter = parsed.GetValue(colorJitter) ?? given.ColorJitter,
            TrivialAugment = parsed.GetValue(trivialAugment) ?? given.TrivialAugment,
            Mixup = parsed.GetValue(mixup) ?? given.Mixup,
            Cutmix = parsed.GetValue(cutmix) ?? given.Cutmix,
            MixShare = parsed.GetValue(mixShare) ?? given.MixShare,
            StochasticDepth = parsed.GetValue(stochasticDepth) ?? given.StochasticDepth,
            ZeroGamma = parsed.GetValue(zeroGamma) ?? given.ZeroGamma,
            Dirac = parsed.GetValue(dirac) ?? given.Dirac,
            BalancedSampling = balanced ?? given.BalancedSampling,
            LogitAdjustment = parsed.GetValue(logitAdjustment) ?? given.LogitAdjustment,
            LayerLrDecay = parsed.GetValue(layerLrDecay) ?? given.LayerLrDecay,
            FrozenStages = parsed.GetValue(frozenStages) ?? given.FrozenStages,
            FreezeNorms = parsed.GetValue(freezeNorms) ?? given.FreezeNorms,
            HeadLr = parsed.GetValue(headLr) ?? given.HeadLr,
            MaxRecallDrop = parsed.GetValue(maxRecallDrop) ?? given.MaxRecallDrop,
            Teacher = parsed.GetValue(teacher) ?? given.Teacher,
            TeacherWeight = parsed.GetValue(teacherWeight) ?? given.TeacherWeight,
            TeacherTemperature = parsed.GetValue(teacherTemperature) ?? given.TeacherTemperature,
            ValidationShare = parsed.GetValue(validationShare) ?? given.ValidationShare,
            Precision = parsed.GetValue(precision) ?? given.Precision,
            Seed = parsed.GetValue(seed) ?? given.Seed,
        }).Validated(file: null);
        using JsonDocument written = JsonDocument.Parse(fileText);
        return new WantedRecipe(recipe, Chooses(batch, "batch"), Chooses(lr, "lr"));

        bool Chooses(Option option, string key) => parsed.GetResult(option) is not null || written.RootElement.TryGetProperty(key, out _);
    }
}
