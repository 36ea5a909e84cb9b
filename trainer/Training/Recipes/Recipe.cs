using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Trainer.Training.Recipes;

/// <summary>
/// Everything that a run depends on; saved beside the weights and inside the model. A new key is one property: its attribute gives
/// option, help and check, its initial value the default.
/// </summary>
internal sealed record Recipe
{
    /// <summary>Architecture, such as <c>resnet18</c>.</summary>
    [RecipeKey("Network, such as resnet18 or densenet-bc-L40-k12 (a wrong name lists all).", Verb = "train")]
    public string Arch { get; init; } = "resnet18";

    /// <summary>Multiplier of the channel counts.</summary>
    [RecipeKey("Multiplier of the channel counts.", Verb = "train")]
    public double Width { get; init; } = 1;

    /// <summary>Pixels a side, or columns if <see cref="ImageHeight"/> gives the rows; null: 28 for Fashion-MNIST and 224 for folders.</summary>
    [RecipeKey(From = 8, To = 1024)]
    public int? ImageSize { get; init; }

    /// <summary>Rows of a rectangular input; null for a square.</summary>
    [RecipeKey(From = 8, To = 1024)]
    public int? ImageHeight { get; init; }

    /// <summary><see cref="InputSpec.Crop"/>; null: the initial weights' crop, or <c>center</c>.</summary>
    [RecipeKey(Known = "center none pad")]
    public string? Crop { get; init; }

    /// <summary><see cref="InputSpec.Resize"/>; null: the initial weights' resize, or <c>area</c>.</summary>
    [RecipeKey(Known = "area bilinear")]
    public string? Resize { get; init; }

    /// <summary>Passes over the training set.</summary>
    [RecipeKey("Passes over the training set.", From = 1, To = 100_000, Expected = "1 or more")]
    public int Epochs { get; init; } = 20;

    /// <summary>Images per step.</summary>
    [RecipeKey("Images per step.", From = 2, To = 65_536, Note = " (batch norm needs 2)")]
    public int Batch { get; init; } = 128;

    /// <summary>Peak learning rate of the one-cycle schedule (Smith and Topin, 2018).</summary>
    [RecipeKey("Peak learning rate.", Above = 0, Expected = "a positive number")]
    public double Lr { get; init; } = 0.1;

    /// <summary>Share of the steps with a linear rise of the learning rate, before the cosine fall.</summary>
    [RecipeKey(From = 0, Below = 1)]
    public double Warmup { get; init; } = 0.2;

    /// <summary>Nesterov momentum.</summary>
    [RecipeKey(From = 0, Below = 1)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay of convolutions and linear weights; norms and biases have none.</summary>
    [RecipeKey("Weight decay of convolutions and linear weights.", From = 0, Below = 1)]
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Multiplier of the learning rate of biases, mainly those of norms (Jordan, 2024, uses 64 for CIFAR-10).</summary>
    [RecipeKey("Multiplier of the learning rate of biases.", Above = 0, To = 1000)]
    public double BiasLr { get; init; } = 1;

    /// <summary>Probability mass that the target spreads over all classes (Szegedy et al., 2016).</summary>
    [RecipeKey("Share of the target that is spread over all classes.", From = 0, Below = 1)]
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Decay per step of the exponential moving average of the weights, which is validated and exported.</summary>
    [RecipeKey("Decay per step of the average of the weights; 0 turns it off.", From = 0, Below = 1, Zero = "off")]
    public double EmaDecay { get; init; } = 0.998;

    /// <summary>Zero pixels added on each side before a random crop of the original size.</summary>
    [RecipeKey(From = 0, To = 64)]
    public int PadCrop { get; init; } = 2;

    /// <summary>Mirror half of the images.</summary>
    [RecipeKey]
    public bool Flip { get; init; } = true;

    /// <summary>Share of the images that lose a random rectangle (Zhong et al., 2020).</summary>
    [RecipeKey("Share of the images that lose a random rectangle.", From = 0, To = 1)]
    public double Erase { get; init; }

    /// <summary>Largest rotation of an image in degrees, in both directions.</summary>
    [RecipeKey("Largest rotation of an image in degrees, in both directions.", From = 0, To = 180, Zero = "off", Note = " degrees")]
    public double Rotate { get; init; }

    /// <summary>Largest zoom of an image is 1 + this, smallest its inverse; uniform in the factor's logarithm.</summary>
    [RecipeKey("Images are enlarged by up to 1 + this, or shrunk by as much, such as 0.1.", From = 0, To = 4, Zero = "off")]
    public double Zoom { get; init; }

    /// <summary>Smallest share of the area in a random window, which is resized to the whole (Szegedy et al., 2015); 0 and 1 turn it off.</summary>
    [RecipeKey("Smallest share of an image's area in a random window, such as 0.3; 0 turns it off.", From = 0.01, To = 1, OrZero = "off")]
    public double CropScale { get; init; }

    /// <summary>Brightness, contrast and saturation of an image are multiplied by up to 1 ± this; 0 turns it off.</summary>
    [RecipeKey("Brightness, contrast and saturation change by up to this factor, such as 0.2.", From = 0, To = 1, Zero = "off")]
    public double ColorJitter { get; init; }

    /// <summary>One operation of random kind and strength for each image (Müller and Hutter, 2021, wide ranges).</summary>
    [RecipeKey("One random operation for each image.")]
    public bool TrivialAugment { get; init; }

    /// <summary>α of mixup's beta distribution (Zhang et al., 2018); 0 turns it off.</summary>
    [RecipeKey("α of mixup, such as 0.2; 0 turns it off.", From = 0, To = 8, Zero = "off")]
    public double Mixup { get; init; }

    /// <summary>α of CutMix's beta distribution (Yun et al., 2019); 0 turns it off. With mixup on too, each batch takes one at random.</summary>
    [RecipeKey("α of CutMix, such as 1; 0 turns it off.", From = 0, To = 8, Zero = "off")]
    public double Cutmix { get; init; }

    /// <summary>Share of the batches with <see cref="Mixup"/> or <see cref="Cutmix"/>.</summary>
    [RecipeKey("Share of the batches that are mixed.", From = 0, To = 1)]
    public double MixShare { get; init; } = 1;

    /// <summary>Probability that training drops the last residual block's branch; falls linearly to the first block (Huang et al., 2016).</summary>
    [RecipeKey("Probability that training drops the last residual block; less for earlier ones.", From = 0, Below = 1)]
    public double StochasticDepth { get; init; }

    /// <summary>Residual blocks begin as the identity: the gain of each branch's last norm is 0 (Goyal et al., 2017).</summary>
    [RecipeKey("Residual blocks begin as the identity.", Verb = "train")]
    public bool ZeroGamma { get; init; }

    /// <summary>Convolutions begin with identity filters (Zagoruyko and Komodakis, 2017).</summary>
    [RecipeKey("Convolutions begin with identity filters.", Verb = "train")]
    public bool Dirac { get; init; }

    /// <summary>Whether every class is shown equally often, independent of its number of pictures.</summary>
    [RecipeKey("Show every class equally often.")]
    public bool BalancedSampling { get; init; }

    /// <summary>τ of logit adjustment (Menon et al., 2021), for rare classes: the loss uses logits + τ · log(share of the class in the training set). 0 turns it off.</summary>
    [RecipeKey("τ of logit adjustment for classes of unequal size, such as 1; 0 turns it off.", From = 0, To = 10, Zero = "off")]
    public double LogitAdjustment { get; init; }

    /// <summary>Multiplier of the learning rate for each stage away from the head (Howard and Ruder, 2018); 1: equal rates.</summary>
    [RecipeKey("Multiplier of the learning rate for each stage away from the head.", Above = 0, To = 1, Note = " (equal rates)")]
    public double LayerLrDecay { get; init; } = 1;

    /// <summary>Number of stages from the stem on with frozen weights and norm statistics.</summary>
    [RecipeKey("Number of frozen stages from the stem on, such as 1 for the stem.", From = 0, To = 100, Expected = "0 (none) or more")]
    public int FrozenStages { get; init; }

    /// <summary>Whether norms keep their initial statistics; gain and shift still learn outside frozen stages.</summary>
    [RecipeKey("Norms keep the statistics of the initial weights.")]
    public bool FreezeNorms { get; init; }

    /// <summary>Multiplier of the learning rate of the last stage, the head.</summary>
    [RecipeKey("Multiplier of the learning rate of the head.", Above = 0, To = 1000)]
    public double HeadLr { get; init; } = 1;

    /// <summary>Largest loss of recall of an old class for a promotion, in points.</summary>
    [RecipeKey("Largest loss of recall of an old class for a promotion, in points.", Verb = "retrain", From = 0, To = 100, Note = " points")]
    public double MaxRecallDrop { get; init; } = 2;

    /// <summary>
    /// Teacher: a bundle or <c>.onnx</c> file whose answers are learned too (Hinton, Vinyals and Dean, 2015). Several are
    /// separated by commas. Null without one.
    /// </summary>
    [RecipeKey("Bundle whose answers are learned too; separate several with commas.")]
    public string? Teacher { get; init; }

    /// <summary>Weight of the teacher's answers in the loss, 0 to 1; the labels get the rest.</summary>
    [RecipeKey("Weight of the teacher's answers beside the labels, 0 to 1.", From = 0, To = 1)]
    public double TeacherWeight { get; init; } = 0.9;

    /// <summary>Temperature of teacher and pupil: above 1, the teacher's ranking of wrong classes counts more.</summary>
    [RecipeKey("Temperature that divides the logits of teacher and pupil.", Above = 0, To = 100)]
    public double TeacherTemperature { get; init; } = 4;

    /// <summary>
    /// Share of the training set that is held out, class by class, to choose the best epoch. Null: 2,500 pictures of a known data
    /// set, or 0.2 of a folder without a validation set.
    /// </summary>
    [RecipeKey("Share of the training set that is held out to choose the best epoch.", Verb = "train", Above = 0, Below = 1)]
    public double? ValidationShare { get; init; }

    /// <summary><c>fp32</c>, or <c>bf16</c>: activations and products in bfloat16, weights and statistics in float32.</summary>
    [RecipeKey("Arithmetic: fp32 or bf16.", Known = "fp32 bf16")]
    public string Precision { get; init; } = "fp32";

    /// <summary>Whether norms see the pictures of all processes of a training; without it each sees its own.</summary>
    [RecipeKey("Norms see the pictures of all processes, for small shares of a batch.")]
    public bool SyncBn { get; init; }

    /// <summary>How gradients travel between processes: <c>fp32</c>, or <c>bf16</c> with half the traffic.</summary>
    [RecipeKey("Gradients between processes: fp32 or bf16.", Known = "fp32 bf16")]
    public string Wire { get; init; } = "fp32";

    /// <summary>Seed of initialisation, split, order and augmentation.</summary>
    [RecipeKey("Seed of everything random.", Verb = "train", From = 0)]
    public long Seed { get; init; } = 1;

    /// <summary>Checks every field once; <paramref name="file"/> is its source, null for the command line.</summary>
    /// <exception cref="InputException">A value of the file is out of range.</exception>
    /// <exception cref="UsageException">A value of the command line is out of range.</exception>
    public Recipe Validated(string? file)
    {
        string? fault = RecipeKey.All.Select(key => key.Fault(this)).FirstOrDefault(fault => fault is not null)
            ?? (ImageHeight is not null && ImageSize is null ? "image_height needs image_size, the width"
            : LogitAdjustment != 0 && BalancedSampling ? "balanced_sampling and logit_adjustment both correct the same imbalance; choose one"
            : Teacher?.Split(',').Contains("") is true ? $"teacher is '{Teacher}'; expected a bundle, or several separated by commas; or leave it out"
            : null);
        return fault is null ? this : throw (file is null ? new UsageException(fault) : new InputException($"{file}: {fault}"));
    }
}
